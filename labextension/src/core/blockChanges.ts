import type { BlockList, Kept, Run } from '../protocol/messages';
import type { IBlock } from './block';

/** The block of which `part` holds what is new since `former`; null where `former` is too short for it. */
export function applied(former: IBlock, part: IBlock, kept: Kept): IBlock | null {
  const lists = listsOf(former);
  const fits = (Object.keys(kept) as BlockList[]).every(name =>
    kept[name]?.every(([, start, count]) => start + count <= lists[name].length)
  );
  const joined = <T>(name: BlockList, old: T[], items: T[]): T[] =>
    joinedList(old, items, kept[name]);
  return fits
    ? {
        ...part,
        contract: joined('contract', former.contract, part.contract),
        plan: { ...part.plan, steps: joined('steps', former.plan.steps, part.plan.steps) },
        log: joined('log', former.log, part.log),
        sessions: joined('sessions', former.sessions, part.sessions)
      }
    : null;
}

const listsOf = ({ contract, plan, log, sessions }: IBlock): Record<BlockList, unknown[]> => ({
  ...{ contract, steps: plan.steps, log, sessions }
});

function joinedList<T>(old: T[], items: T[], runs: Run[] = []): T[] {
  const joined: T[] = [];
  let taken = 0;
  for (const [at, start, count] of runs) {
    joined.push(...items.slice(taken, at), ...old.slice(start, start + count));
    taken = at;
  }
  joined.push(...items.slice(taken));
  // What is made from a list is made anew only where it changed.
  const same = joined.length === old.length && joined.every((item, index) => item === old[index]);
  return same ? old : joined;
}
