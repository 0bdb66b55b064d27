import { Button, Field, Textarea } from '@fluentui/react-components';
import { DocumentArrowUpRegular } from '@fluentui/react-icons/svg/document-arrow-up';
import { useRef, useState } from 'react';
import { fieldMessage } from '#ui/form/field-message.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useDeployStyles } from './deploy-styles.ts';
import { elementIdOf, useCustomDeployment } from './deploy-context.ts';
import { readTemplate } from './read-template.ts';

/** A limit of ARM. */
const MAX_BYTES = 4 * 1024 ** 2;

/** The template itself: pasted, or loaded from a file. */
export function TemplateStep() {
  const { form, onChange, messageAt } = useCustomDeployment();
  const { text } = form;
  const change = (changed: string) => onChange({ ...form, text: changed });
  const styles = useDeployStyles();
  const file = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<string>();

  async function load(chosen: File | undefined) {
    if (!chosen) return;
    if (chosen.size > MAX_BYTES) {
      setRefusal(`'${chosen.name}' is larger than 4 MB, which a template cannot be.`);
      return;
    }
    setRefusal(undefined);
    change(await chosen.text());
  }

  return (
    <>
      <p className={styles.intro}>
        Deploy an ARM template, such as the role assignment template of Configure Backup or an exported configuration.
        Nothing is created before you press Create.
      </p>
      <div className={styles.tools}>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="Template file"
          onChange={({ currentTarget }) => {
            void load(currentTarget.files?.[0]);
            // The same file may be chosen again after it was changed.
            currentTarget.value = '';
          }}
        />
        <Button icon={<DocumentArrowUpRegular />} onClick={() => file.current?.click()}>
          Load file
        </Button>
        <Reading text={text} />
      </div>
      <Field className={styles.template} label="Template" required {...fieldMessage(refusal ?? messageAt('template'))}>
        <Textarea
          id={elementIdOf('template')}
          resize="vertical"
          spellCheck={false}
          textarea={{ className: styles.code }}
          value={text}
          onChange={(_, { value }) => {
            setRefusal(undefined);
            change(value);
          }}
        />
      </Field>
    </>
  );
}

/** A summary of the template, shown as soon as it can be read. */
function Reading({ text }: { text: string }) {
  const read = readTemplate(text);
  if ('problem' in read) return null;
  const count = read.template.resources.length;
  return (
    <StatusText
      kind="success"
      text={`${count} ${count === 1 ? 'resource' : 'resources'}, for a ${read.level === 'group' ? 'resource group' : 'subscription'}`}
    />
  );
}
