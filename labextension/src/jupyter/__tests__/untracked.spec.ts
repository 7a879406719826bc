import { PageConfig } from '@jupyterlab/coreutils';
import { leaveUntracked } from '../untracked';

const OPTION = 'untracked_message_types';

it.each(['', '["kernel_info_request"]'])('adds a type once to what is listed: %s', listed => {
  PageConfig.setOption(OPTION, listed);
  leaveUntracked('ours');
  leaveUntracked('ours');
  const before = JSON.parse(listed || '[]') as string[];
  expect(JSON.parse(PageConfig.getOption(OPTION))).toEqual([...before, 'ours']);
});
