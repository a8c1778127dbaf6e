export function publicMembers(code: string): string;
