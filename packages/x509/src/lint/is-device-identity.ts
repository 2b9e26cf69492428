import type { GeneralName } from '../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../oids.ts'

type OtherName = Extract<GeneralName, { form: 'otherName' }>

/** Whether the name is the otherName that carries a device ID, in whatever form. */
export function isDeviceIdentity(
  name: GeneralName,
): name is OtherName & { readonly type: typeof DEVICE_ID_NAME } {
  return name.form === 'otherName' && name.type === DEVICE_ID_NAME
}
