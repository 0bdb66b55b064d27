import { Dropdown, Field, Option, type FieldProps } from '@fluentui/react-components';
import type { DatasourceType } from '#protocol/datasource-type.ts';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';

interface DatasourceTypeFieldProps extends Pick<FieldProps, 'label' | 'required' | 'orientation' | 'className'> {
  chosen: DatasourceType;
  onChoose: (type: DatasourceType) => void;
}

/** **Datasource type**: every kind of resource that can be backed up. */
export function DatasourceTypeField({ chosen, onChoose, ...field }: DatasourceTypeFieldProps) {
  return (
    <Field label="Datasource type" {...field}>
      <Dropdown
        value={chosen.words.services}
        selectedOptions={[chosen.type]}
        onOptionSelect={(_, { optionValue }) => {
          const type = DATASOURCE_TYPES.find((each) => each.type === optionValue);
          if (type) onChoose(type);
        }}
      >
        {DATASOURCE_TYPES.map(({ type, words }) => (
          <Option key={type} value={type}>
            {words.services}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}
