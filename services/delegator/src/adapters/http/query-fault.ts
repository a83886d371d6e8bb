import { HttpProblem } from "@holdfast/http";

/** A query that is answered with 400 and this message. */
export type QueryFault = { readonly message: string };

export function isQueryFault(read: object): read is QueryFault {
  return "message" in read;
}

/** A parameter that makes no sense. */
export function badRequest({ message }: QueryFault): HttpProblem {
  return new HttpProblem({
    status: 400,
    code: "invalid_parameter",
    title: "Bad Request",
    detail: message,
  });
}

/** What was read of a query; a parameter that makes no sense is told to the client. */
export function orRefuse<Read extends object>(read: Read | QueryFault): Read {
  if (isQueryFault(read)) throw badRequest(read);
  return read;
}
