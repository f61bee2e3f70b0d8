/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "masked": what kubelet-preflight-masked.service runs. Of a gate that is masked nothing runs, and
 * systemd only says that kubelet lacks a dependency, or nothing at all: this says why, in the
 * journal.
 */
#include "config.h"

#include <errno.h>
#include <sys/utsname.h>

#include "commands/commands.h"
#include "image/mask.h"
#include "output/journal.h"
#include "output/terminal.h"
#include "system/manager.h"

/* What became of kubelet; both NULL where systemd does not answer. */
static void ask_systemd(char ***ret_held_back, char **ret_active)
{
	_cleanup_strv_ char **kubelets = strv_split(KUBELET_UNITS);
	_cleanup_free_ char *unit = NULL;
	struct manager *manager = NULL;
	uint64_t since;
	int r = manager_open(&manager);

	if (r == 0)
		r = manager_find_active(manager, kubelets, &unit, &since);
	if (r > 0)
		*ret_active = TAKE(unit);
	else if (r == 0)
		r = manager_held_back(manager, kubelets, ret_held_back);
	if (r < 0)
		complain("systemd could not be asked about kubelet: %s", strerror(-r));
	manager_close(manager);
}

static void report_masks(const struct sysroot *root, const char *release, struct report *report)
{
	const struct context ctx = {.root = root, .release = release};
	_cleanup_strv_ char **held_back = NULL;
	_cleanup_free_ char *active = NULL;

	ask_systemd(&held_back, &active);
	mask_report(&ctx, held_back, active, report);
}

int command_masked(const struct options *options)
{
	struct utsname running = {0};
	struct sysroot root;
	struct report report;
	int r = uname(&running) < 0 ? -errno : sysroot_open(&root, "/");

	if (r < 0) {
		complain("/ cannot be checked: %s", sysroot_strerror(r));
		return FITNESS_UNKNOWN;
	}
	report_init(&report, running.release, "/");
	report_masks(&root, running.release, &report);
	r = report.count > 0 ? journal_masked(&report) : 0;
	if (r < 0) {
		complain("this could not be written to the journal: %s", strerror(-r));
		terminal_report(&report, true, (struct terminal){0}, stderr);
	}
	report_free(&report);
	sysroot_close(&root);
	return r < 0 ? FITNESS_UNKNOWN : 0;
}
