import { Button, Field, Input } from '@fluentui/react-components';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { EyeOffRegular } from '@fluentui/react-icons/svg/eye-off';
import { useState } from 'react';
import { DEFAULT_PORT, TLS_MODES } from '#protocol/postgres.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { elementIdOf } from './element-ids.ts';
import type { ConnectionField, ConnectionForm } from './connection-form.ts';
import { tlsMeaning, tlsOptions } from './tls-modes.ts';

interface ConnectionFieldsProps {
  form: ConnectionForm;
  password: string;
  /** Says what an empty password means, where it may be empty. */
  passwordHint?: string | undefined;
  messageAt: (field: ConnectionField) => string | undefined;
  onChange: (changed: Partial<ConnectionForm>) => void;
  onPassword: (password: string) => void;
}

/** The address of the server, and its login. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, password, passwordHint, messageAt, onChange, onPassword } = props;
  const styles = useFormStyles();
  const field = { className: styles.field, orientation: 'horizontal', required: true } as const;
  return (
    <>
      <Field
        {...field}
        label={labelWithTip('Host', 'A name or an IP address at which the backup server reaches PostgreSQL.')}
        {...fieldMessage(messageAt('host'))}
      >
        <Input
          id={elementIdOf('host')}
          autoComplete="off"
          spellCheck={false}
          placeholder="db.example.org"
          value={form.host}
          onChange={(_, { value }) => onChange({ host: value })}
        />
      </Field>
      <Field {...field} label="Port" {...fieldMessage(messageAt('port'))}>
        <Input
          id={elementIdOf('port')}
          inputMode="numeric"
          autoComplete="off"
          placeholder={String(DEFAULT_PORT)}
          value={form.port}
          onChange={(_, { value }) => onChange({ port: value.trim() })}
        />
      </Field>
      <PickerField
        {...field}
        id={elementIdOf('tlsMode')}
        label={labelWithTip(
          'TLS mode',
          'Whether the connection is encrypted, and whether the identity of the server is checked.',
        )}
        options={tlsOptions}
        value={form.tlsMode}
        hint={tlsMeaning(form.tlsMode)}
        message={messageAt('tlsMode')}
        onChange={(chosen) => {
          const tlsMode = TLS_MODES.find((mode) => mode === chosen);
          if (tlsMode) onChange({ tlsMode });
        }}
      />
      <Field
        {...field}
        label={labelWithTip(
          'User name',
          'A role that can read every database: a superuser, or one with pg_read_all_data and BYPASSRLS.',
        )}
        {...fieldMessage(messageAt('login'))}
      >
        <Input
          id={elementIdOf('login')}
          autoComplete="off"
          spellCheck={false}
          value={form.login}
          onChange={(_, { value }) => onChange({ login: value })}
        />
      </Field>
      <Field
        {...field}
        required={passwordHint === undefined}
        label="Password"
        {...(passwordHint !== undefined && { hint: passwordHint })}
        {...fieldMessage(messageAt('password'))}
      >
        <PasswordInput value={password} onChange={onPassword} />
      </Field>
    </>
  );
}

function PasswordInput({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  const [isShown, setShown] = useState(false);
  return (
    <Input
      id={elementIdOf('password')}
      type={isShown ? 'text' : 'password'}
      // A browser must neither fill in nor store the credentials of another machine.
      autoComplete="new-password"
      spellCheck={false}
      value={value}
      onChange={(_, change) => onChange(change.value)}
      contentAfter={
        <Button
          appearance="transparent"
          size="small"
          icon={isShown ? <EyeOffRegular /> : <EyeRegular />}
          aria-label={isShown ? 'Hide password' : 'Show password'}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  );
}
