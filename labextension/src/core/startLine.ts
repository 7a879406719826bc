import type { Mode } from '../protocol/messages';
import { argument, fileArgument } from './magicLine';

/** What a session is to begin with; "" leaves a thing to the kernel's settings. */
export interface IStart {
  target: string;
  mode: Mode | '';
  model: string;
  planner: string;
  expert: string;
  worker: string;
  max_cost: string;
  max_tokens: string;
}

export const NO_START: IStart = {
  target: '',
  mode: '',
  model: '',
  planner: '',
  expert: '',
  worker: '',
  max_cost: '',
  max_tokens: ''
};

/** The line that reads a paper. */
export const paperLine = (file: string): string => `%rca paper ${fileArgument(file.trim())}`;

/** The line that begins a session, as a user would write it. */
export function implementLine({ target, ...options }: IStart): string {
  const named = Object.entries(options).filter(([, value]) => value.trim() !== '');
  const words = named.map(([name, value]) => option(name.replace('_', '-'), value.trim()));
  return ['%rca implement', argument(target.trim(), true), ...words].join(' ');
}

/** A value that looks like an option is joined to its own. */
const option = (name: string, value: string): string =>
  `--${name}${value.startsWith('-') ? '=' : ' '}${argument(value)}`;
