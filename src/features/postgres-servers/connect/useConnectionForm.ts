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
  /** Whether the service has the password that fits. */
  isPasswordKnown?: boolean;
  /** What keeps the form from being sent, besides the connection. */
  otherProblems?: readonly FieldProblem<ServerField>[];
  /** What the service said to what was sent last. */
  refusal: Error | null;
}

/** A test asks the server, which is the same in every region. */
const isLookedAt = (field: ServerField, checked: 'none' | 'test' | 'all'): boolean =>
  checked === 'all' || (checked === 'test' && field !== 'region');

/**
 * What both forms of a connection do: hold the password, test, say at which field what is wrong. Problems are told once
 * somebody pressed a button, what the service says against a field until that field is changed.
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
  // The number of the last change of each field, so that an answer is known to be about what stands there now.
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

  /** Tells what is wrong, with the focus on the first of it; answers whether nothing is. */
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
      /** What was tested is not what stands in the form any more. */
      isStale: CONNECTION_FIELDS.some((field) => isChangedSince(field, marks.test)),
      /** Asks the server, by the id that it has or is to have. */
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
