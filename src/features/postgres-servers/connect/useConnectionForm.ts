import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ArmError } from '#arm/error.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { oneTime, testConnection, type Access } from '#resources/server-connections.ts';
import { messageFor, problemCount, type FieldProblem } from '#ui/form/field-problems.ts';
import { connectionOf, connectionProblems, fieldAt, type ConnectionForm, type ServerField } from './connection-form.ts';
import { elementIdOf } from './element-ids.ts';

const CONNECTION_FIELDS: readonly ServerField[] = ['host', 'port', 'tlsMode', 'login', 'password'];

interface Options {
  form: ConnectionForm;
  /** Whether the service has the matching password. */
  isPasswordKnown?: boolean;
  /** What prevents sending the form, in addition to the connection's problems. */
  otherProblems?: readonly FieldProblem<ServerField>[];
  /** The service's result for the last request. */
  refusal: Error | null;
}

/** A test connects to the server, which is the same in every region. */
const isLookedAt = (field: ServerField, checked: 'none' | 'test' | 'all'): boolean =>
  checked === 'all' || (checked === 'test' && field !== 'region');

/**
 * The logic of both connection forms: hold the password, test, show problems at their fields. Problems are shown after
 * a button was pressed, the service's objection to a field until that field is changed.
 */
export function useConnectionForm(options: Options) {
  const { form, isPasswordKnown = false, otherProblems = [], refusal } = options;
  const [password, setPassword] = useState('');
  const problems: FieldProblem<ServerField>[] = [
    ...otherProblems,
    ...connectionProblems(form, password, isPasswordKnown),
  ];
  const [checked, setChecked] = useState<'none' | 'test' | 'all'>('none');
  const [count, setCount] = useState<number>();
  // The number of the last change of each field, so that a result is known to belong to the current value.
  const [edits, setEdits] = useState<Partial<Record<ServerField, number>>>({});
  const [marks, setMarks] = useState({ test: 0, sent: 0 });
  const now = Math.max(0, ...Object.values(edits));

  const test = useMutation({
    mutationFn: ({ id, access }: { id: ResourceId; access: Access }) => testConnection(id, access),
    gcTime: 0,
  });

  const isChangedSince = (field: ServerField, mark: number) => (edits[field] ?? 0) > mark;
  const refusalAt = (field: ServerField): string | undefined => {
    const tries = [
      { error: test.error, mark: marks.test },
      { error: refusal, mark: marks.sent },
    ];
    const refused = tries.find(
      ({ error, mark }) => error instanceof ArmError && fieldAt(error.target) === field && !isChangedSince(field, mark),
    );
    return refused?.error?.message;
  };

  /** Shows the problems, with the focus on the first of them; returns whether there are none. */
  const check = (what: 'test' | 'all'): boolean => {
    const found = problems.filter(({ field }) => isLookedAt(field, what));
    setChecked(checked === 'all' ? 'all' : what);
    setCount(found.length);
    const [first] = found;
    if (!first) return true;
    document.getElementById(elementIdOf(first.field))?.focus();
    return false;
  };
  const access = (): Access => ({
    administratorLogin: form.login.trim(),
    connection: connectionOf(form),
    takePassword: oneTime(password),
  });

  return {
    password,
    /** To be called with the fields that a person changed. */
    edited: (fields: readonly string[]) =>
      setEdits({ ...edits, ...Object.fromEntries(fields.map((field) => [field, now + 1])) }),
    changePassword: (value: string) => {
      setPassword(value);
      setEdits({ ...edits, password: now + 1 });
    },
    messageAt: (field: ServerField) =>
      (isLookedAt(field, checked) ? messageFor(problems, field) : undefined) ?? refusalAt(field),
    announcement: count === undefined || count === 0 ? undefined : problemCount(count),
    test: {
      ...test,
      /** The tested values are no longer those of the form. */
      isStale: CONNECTION_FIELDS.some((field) => isChangedSince(field, marks.test)),
      /** Tests the connection, with the id that the server has or will have. */
      start: (id: ResourceId) => {
        if (test.isPending || !check('test')) return;
        setMarks({ ...marks, test: now });
        test.mutate({ id, access: access() });
      },
    },
    /** Sends the form when nothing is wrong with it. */
    send: (submit: (access: Access) => void) => {
      if (!check('all')) return;
      setMarks({ ...marks, sent: now });
      submit(access());
    },
  };
}
