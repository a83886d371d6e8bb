/** The series of the migrations that a service wrote itself. */
export const SERVICE_SERIES = "service";
