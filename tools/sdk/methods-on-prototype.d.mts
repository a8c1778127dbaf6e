export function methodsOnPrototype(source: string): string;
