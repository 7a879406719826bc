import { VERSION } from '../messages';
import { PACKAGE, strangerIn } from '../stranger';

const hello = { v: VERSION, kind: 'hello', session: 's', status: 'idle', version: '1.0' };

describe('strangerIn', () => {
  it('knows a hello of another wire, whatever else it holds', () => {
    expect(strangerIn({ v: 1, kind: 'hello', session: 7 })).toEqual({ wire: 1, version: '' });
    expect(strangerIn({ ...hello, v: VERSION + 1 })).toEqual({ wire: VERSION + 1, version: '1.0' });
  });

  it.each([[hello], [{ ...hello, v: '9' }], [{ v: 9, kind: 'ping' }], [null], [[hello]]])(
    'leaves %j to the decoder',
    data => {
      expect(strangerIn(data)).toBeNull();
    }
  );

  it('has a version of its own to tell', () => {
    expect(PACKAGE).toMatch(/^\d+\.\d+\.\d+/);
  });
});
