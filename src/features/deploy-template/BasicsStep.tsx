import { useCustomDeployment } from './deploy-context.ts';
import { useDeployStyles } from './deploy-styles.ts';
import { ParameterInput } from './ParameterInput.tsx';
import { readTemplate } from './read-template.ts';
import { TargetFields } from './TargetFields.tsx';
import { typedFor } from './template-form.ts';

/** Where the template goes, and the values of its parameters. */
export function BasicsStep() {
  const { form, onChange, messageAt } = useCustomDeployment();
  const styles = useDeployStyles();
  const read = readTemplate(form.text);
  if ('problem' in read) return <p className={styles.intro}>Select a template first. {read.problem}</p>;
  return (
    <>
      <section className={styles.section} aria-labelledby="deploy-project">
        <h2 id="deploy-project" className={styles.heading}>
          Project details
        </h2>
        <TargetFields level={read.level} />
      </section>
      <section className={styles.section} aria-labelledby="deploy-parameters">
        <h2 id="deploy-parameters" className={styles.heading}>
          Parameters
        </h2>
        {read.parameters.length === 0 && <p className={styles.secondary}>The template has no parameters.</p>}
        {read.parameters.map((field) => (
          <ParameterInput
            key={field.name}
            field={field}
            typed={typedFor(form, field)}
            message={messageAt(`parameter ${field.name}`)}
            onChange={(text) => onChange({ ...form, parameters: { ...form.parameters, [field.name]: text } })}
          />
        ))}
      </section>
    </>
  );
}
