import { createContext, useContext, useState, useSyncExternalStore } from 'react';

/** What the panel remembers of a notebook while it shows another one, or another tab. */
export class Kept {
  readonly subscribe = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  };

  read<T>(name: string, initial: T): T {
    return this._values.has(name) ? (this._values.get(name) as T) : initial;
  }

  write(name: string, value: unknown): void {
    this._values.set(name, value);
    this._listeners.forEach(listener => listener());
  }

  private readonly _values = new Map<string, unknown>();
  private readonly _listeners = new Set<() => void>();
}

const KeptContext = createContext(new Kept());

/** Gives what is below it the memory of the notebook that is shown. */
export const KeptHere = KeptContext.Provider;
export const useKeptHere = (): Kept => useContext(KeptContext);

/** Like useState, but the value outlives its component. */
export function useKept<T>(kept: Kept, name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => kept.read(name, initial));
  const change = (next: T): void => {
    kept.write(name, next);
    setValue(next);
  };
  return [value, change];
}

interface IDraft<T> {
  subject: string;
  value: T;
}

/**
 * What the user writes about a subject, the same wherever it is shown; about another subject nothing is
 * offered of it, though it may bear the same id: each kernel counts anew.
 */
export function useDraft<T>(
  kept: Kept,
  name: string,
  subject: string,
  initial: T
): [T, (value: T) => void] {
  const draft = useSyncExternalStore(kept.subscribe, () => kept.read<IDraft<T> | null>(name, null));
  return [
    draft?.subject === subject ? draft.value : initial,
    value => kept.write(name, { subject, value })
  ];
}
