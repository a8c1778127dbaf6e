export function arrowFunctions(code: string): string;
