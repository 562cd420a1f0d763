export function says(value: unknown, said: string, what: string): void;
