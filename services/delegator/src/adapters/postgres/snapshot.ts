/** Several statements that see one state of the history, however long they take. */
export const SNAPSHOT = { isolation: "repeatable read", readOnly: true } as const;
