import { useLayoutEffect, useRef, useState } from 'react';

/** A function that stays the same while what it does is renewed: it can be handed to what is memoised. */
export function useStable<Args extends unknown[], Result>(
  deed: (...args: Args) => Result
): (...args: Args) => Result {
  const newest = useRef(deed);
  useLayoutEffect(() => {
    newest.current = deed;
  });
  const [stable] = useState(
    () =>
      (...args: Args): Result =>
        newest.current(...args)
  );
  return stable;
}
