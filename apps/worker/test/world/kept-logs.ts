/** The log of each world of this file, its lines as they were written. */
export const keptLogs: (readonly string[])[] = [];
