import type { CommandDefinition } from './command.ts'

/** A group of commands, loaded when it is called. */
interface CommandGroup {
  readonly name: string
  readonly description: string
  readonly load: () => Promise<CommandDefinition>
}

/** Every group of commands. */
export const GROUPS: readonly CommandGroup[] = [
  {
    name: 'ca',
    description: 'create and inspect the certificate authority',
    load: async () => (await import('./commands/ca.ts')).ca,
  },
  {
    name: 'device',
    description: 'register devices, pair them, bar them for a while, retire them',
    load: async () => (await import('./commands/device.ts')).device,
  },
  {
    name: 'cert',
    description: 'issue, verify, list and revoke certificates',
    load: async () => (await import('./commands/cert.ts')).cert,
  },
  {
    name: 'crl',
    description: 'issue and inspect certificate revocation lists',
    load: async () => (await import('./commands/crl.ts')).crl,
  },
  {
    name: 'agent',
    description: "the device's side: key, CSR, installation, validation, telemetry",
    load: async () => (await import('./commands/agent.ts')).agent,
  },
  {
    name: 'gateway',
    description: "the server's side: who may connect, and signed telemetry",
    load: async () => (await import('./commands/gateway.ts')).gateway,
  },
  {
    name: 'serve',
    description: 'the provisioning service: devices enrol over EST, everybody fetches the CRL',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'audit',
    description: 'verify and read the audit log',
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  {
    name: 'demo',
    description: "the guide's five workflows, end to end, in a fresh folder",
    load: async () => (await import('./commands/demo.ts')).demo,
  },
]
