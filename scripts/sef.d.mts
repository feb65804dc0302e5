export function compiledSef(): string;
export function buildSef(dist?: string): void;
