import type { DemoWorkflow } from './demo-step.ts'
import { DEVICES } from './demo-world.ts'
import { rowsOf } from './evidence.ts'
import { expect } from './expect.ts'

/** The guide's start-up validation: the devices judge their own certificates. */
export const validation: DemoWorkflow = {
  title: 'certificate validation on device start-up',
  steps: [
    {
      id: '2.1',
      guide: 'On-Device Validation, steps 1 to 6',
      // The proof is what the devices do at their start.
      act: async () => undefined,
      prove: async (world) => {
        for (const { id } of DEVICES) {
          const dir = [
            '--dir',
            world.deviceFolder(id),
            '--key-passphrase-file',
            world.keyPassphrase,
          ]
          const { exitCode, json } = await world.run('agent', 'validate', ...dir)
          const steps = json['steps'] as { result: string }[]
          expect(exitCode === 0 && json['valid'] === true, `${id} finds itself valid`)
          expect(
            steps.length === 6 && steps.every(({ result }) => result === 'pass'),
            `all six steps pass on ${id}`,
          )
          const [row] = await rowsOf(world.deviceFile(id, 'device.db'), id)
          expect(row?.lastValidatedAt !== undefined, `last_validated_at of ${id} is set`)
        }
        return '6 of 6 steps pass on both devices, last_validated_at set'
      },
    },
    {
      id: '2.2',
      guide: 'On-Device Validation, step 4: a certificate of another device',
      act: async () => undefined,
      prove: async (world) => {
        const [{ id }, other] = DEVICES
        const { exitCode, json } = await world.run(
          'agent',
          'validate',
          '--dir',
          world.deviceFolder(id),
          '--settings',
          world.deviceFile(id, 'z-monitor.conf'),
          '--device-id',
          other.id,
        )
        expect(
          exitCode === 14 && json['code'] === 'device_id_mismatch',
          `${id}'s certificate is refused for ${other.id}`,
        )
        return 'refused: device_id_mismatch, exit code 14'
      },
    },
  ],
}
