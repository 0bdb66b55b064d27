import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#provider/ports.ts';
import { stateFault } from './state-faults.ts';

const coded = (code: string): Error => Object.assign(new Error('as the driver says it'), { code });

describe('an error of the state database', () => {
  it.each([
    ['ECONNREFUSED', 'away'],
    ['57P03', 'away'],
    ['08006', 'away'],
    // The process was paused in the middle of a transaction.
    ['25P03', 'away'],
    ['53100', 'full'],
    // Others got in between at every try.
    ['40001', 'busy'],
    ['40P01', 'busy'],
  ])('%s says that the state is %s', (code, why) => {
    expect(stateFault(coded(code))).toMatchObject({ name: 'StoreUnavailable', why });
  });

  it('of the driver for an answer that never came says that it is away', () => {
    expect(stateFault(new Error('Query read timeout'))).toMatchObject({ why: 'away' });
  });

  it('of a statement that is wrong stays what it is', () => {
    const error = coded('42601');
    expect(stateFault(error)).toBe(error);
    expect(error).not.toBeInstanceOf(StoreUnavailable);
  });
});
