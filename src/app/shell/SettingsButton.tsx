import type { ButtonProps } from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { HeaderButton } from './HeaderButton.tsx';

export function SettingsButton(props: ButtonProps) {
  return <HeaderButton label="Settings" icon={<SettingsRegular />} {...props} />;
}
