import { useState } from 'react';

/** What a tab remembers while another one shows. */
export class Kept {
  read<T>(name: string, initial: T): T {
    return this._values.has(name) ? (this._values.get(name) as T) : initial;
  }

  write(name: string, value: unknown): void {
    this._values.set(name, value);
  }

  private readonly _values = new Map<string, unknown>();
}

/** Like useState, but the value outlives its component. */
export function useKept<T>(kept: Kept, name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => kept.read(name, initial));
  const change = (next: T): void => {
    kept.write(name, next);
    setValue(next);
  };
  return [value, change];
}
