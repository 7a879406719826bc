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
