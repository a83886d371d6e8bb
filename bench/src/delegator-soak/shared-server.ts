import { type CrashServer, crashServer } from "@holdfast/postgres/testing";

/** A durable PostgreSQL that all seeds of a run share: the first one starts it, the last one ends it. */
export class SharedServer {
  #users = 0;
  #server: Promise<CrashServer> | undefined;

  /** The superuser's address, for as long as the result is not disposed of. */
  async use(): Promise<AsyncDisposable & { readonly adminUrl: string }> {
    this.#users += 1;
    this.#server ??= crashServer();
    const server = await this.#server;
    return {
      adminUrl: server.adminUrl,
      [Symbol.asyncDispose]: async () => {
        this.#users -= 1;
        if (this.#users > 0) return;
        this.#server = undefined;
        await server[Symbol.asyncDispose]();
      },
    };
  }
}
