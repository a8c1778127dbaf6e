export function literalConstants(code: string): string;
