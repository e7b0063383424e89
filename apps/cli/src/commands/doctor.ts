import type { Command } from 'commander';
import { examine } from '../doctor/examine.ts';
import { renderReport } from '../doctor/render-report.ts';
import { createTimeoutOption } from '../global-options.ts';
import type { Shell } from '../shell.ts';

export function addDoctorCommand(program: Command, shell: Shell): void {
  program
    .command('doctor')
    .description('check everything at once; the report holds no secret and can be pasted')
    .option('--no-vendors', 'do not ask the vendors')
    .addOption(createTimeoutOption())
    .action((options: { vendors: boolean; timeout: number }, self: Command) =>
      shell.runAlone(self, async (screen) => {
        const report = await examine(shell, screen, {
          asksVendors: options.vendors,
          vendorTimeoutMs: options.timeout,
        });
        screen.show(report, () => renderReport(screen, report));
        return report.exitCode;
      }),
    );
}
