import { describe, expect, it } from 'vitest';
import { grantInput, grantProblems, type MemberChoice } from './member.ts';

const OBJECT_ID = '44444444-4444-4444-8444-44444444444A';
const person: MemberChoice = { kind: 'principal', identityId: undefined, objectId: OBJECT_ID, type: '' };
const vault: MemberChoice = { kind: 'vault', identityId: OBJECT_ID, objectId: '', type: 'User' };

describe('a member', () => {
  it.each([
    [undefined, person, [['role', 'Select a role.']]],
    ['/r', { ...person, objectId: '' }, [['objectId', 'Enter an object ID.']]],
    ['/r', { ...vault, identityId: undefined }, [['identity', 'Select a Backup vault.']]],
    ['/r', person, []],
    ['/r', vault, []],
  ])('of %j: %j', (role, member, problems) => {
    expect([...grantProblems(role, member)]).toEqual(problems);
  });

  it.each(['operator@contoso.example', '44444444', `${OBJECT_ID}0`])('is not known by %s', (objectId) => {
    expect(grantProblems('/r', { ...person, objectId }).get('objectId')).toMatch(/^An object ID has 32/);
  });

  it('is sent with the type that was chosen, or without one', () => {
    expect(grantInput('/r', person)).toEqual({ roleDefinitionId: '/r', principalId: OBJECT_ID.toLowerCase() });
    expect(grantInput('/r', { ...person, type: 'Group' })).toMatchObject({ principalType: 'Group' });
  });

  it('that is a vault is a service principal, whatever stood in the other fields', () => {
    expect(grantInput('/r', vault)).toEqual({
      roleDefinitionId: '/r',
      principalId: OBJECT_ID,
      principalType: 'ServicePrincipal',
    });
  });
});
