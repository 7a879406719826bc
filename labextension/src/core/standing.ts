import type { IRequirement } from './block';

/** How a requirement stands, for the reader: what cannot be met without help stands apart. */
export type Standing = 'violated' | 'unresolved' | 'open' | 'implemented' | 'verified';

/** What needs the reader's eye comes first. */
export const STANDINGS: readonly Standing[] = [
  'violated',
  'unresolved',
  'open',
  'implemented',
  'verified'
];

export const standingOf = ({ support, status }: IRequirement): Standing =>
  support === 'unresolved' && status === 'open' ? 'unresolved' : status;

/** Where a demand stands whose title, after that, only says how its quote begins; null for any other title. */
export function openingOf({ title, quote }: IRequirement): string | null {
  const [place, ...words] = title.split(': ');
  const opening = words.join(': ').replace(/ …$/, '').trim();
  const said = quote.split(/\s+/).join(' ');
  return opening !== '' && place !== '' && said.startsWith(opening) ? place : null;
}

/** How many requirements are neither verified nor at least implemented. */
export const unmet = (contract: readonly IRequirement[]): number =>
  contract.filter(({ status }) => status === 'open' || status === 'violated').length;

export interface IGroup {
  standing: Standing;
  requirements: IRequirement[];
}

/** The contract by standing, in the order of STANDINGS; without empty groups. */
export function groups(contract: readonly IRequirement[]): IGroup[] {
  return STANDINGS.map(standing => ({
    standing,
    requirements: contract.filter(requirement => standingOf(requirement) === standing)
  })).filter(({ requirements }) => requirements.length > 0);
}

/** A line of the contract as it stands on the screen: what a group is, where in the paper the demands below
 * stand that have no name of their own, or a requirement. */
export type ContractRow =
  | { kind: 'group'; key: string; standing: Standing }
  | { kind: 'place'; key: string; place: string }
  | {
      kind: 'requirement';
      key: string;
      requirement: IRequirement;
      /** Whether it stands below the line of its place. */
      within: boolean;
      /** Its place in its group, from 1, and how many these are. */
      position: number;
      of: number;
    };

/** The lines of groups, each under what it belongs to. */
export const contractRows = (shown: readonly IGroup[]): ContractRow[] =>
  shown.flatMap(({ standing, requirements }): ContractRow[] => [
    { kind: 'group', key: `group ${standing}`, standing },
    ...requirements.flatMap((requirement, index): ContractRow[] => {
      const { id } = requirement;
      const place = openingOf(requirement);
      const row: ContractRow = {
        kind: 'requirement',
        key: `requirement ${id}`,
        requirement,
        within: place !== null,
        position: index + 1,
        of: requirements.length
      };
      const before = index > 0 ? openingOf(requirements[index - 1]) : null;
      return place === null || place === before
        ? [row]
        : [{ kind: 'place', key: `place of ${id}`, place }, row];
    })
  ]);

type RequirementRow = Extract<ContractRow, { kind: 'requirement' }>;
const TEXT = ['id', 'kind', 'title', 'quote', 'support', 'status', 'note'] as const;

/** Whether two rows show the same. */
export const sameRequirement = (one: RequirementRow, other: RequirementRow): boolean =>
  one.position === other.position &&
  one.of === other.of &&
  one.within === other.within &&
  TEXT.every(name => one.requirement[name] === other.requirement[name]) &&
  (one.requirement.cells?.length ?? 0) > 0 === (other.requirement.cells?.length ?? 0) > 0;
