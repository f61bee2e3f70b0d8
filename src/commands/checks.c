/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of checks and the run over them. */
#include "config.h"

#include "commands/checks.h"

/* The module is loaded before a link is tried: a link would make the kernel load it by itself. */
const struct check *const all_checks[] = {
	&check_module,  &check_link,       &check_package,
	&check_persist, &check_runtime,    &check_cni_config,
	&check_cni_plugins, &check_next_kernel, &check_unit,
};
const size_t all_checks_count = ARRAY_SIZE(all_checks);

const struct check *check_find(const char *name)
{
	for (size_t i = 0; i < all_checks_count; i++)
		if (text_equal(all_checks[i]->name, name))
			return all_checks[i];
	return NULL;
}

static void run_check(const struct context *ctx, const struct check *check, struct report *report)
{
	int r = check->run(ctx, report);

	if (r < 0)
		report_cause(report, check->name, check->blind, NULL, NULL, "could not look: %s",
			     strerror(-r));
}

static void run_of_kernels(const struct context *ctx, char *const *kernels,
			   const struct check *check, struct report *report)
{
	struct context of_kernel = *ctx;

	for (; *kernels; kernels++) {
		of_kernel.release = *kernels;
		report->about = *kernels;
		run_check(&of_kernel, check, report);
		report->about = NULL;
	}
}

static bool selected(const struct check *check, char *const *kernels, char *const *names)
{
	if (names && *names)
		return strv_contains(names, check->name);
	/* Where every kernel is judged, the next one is. */
	return kernels ? check != &check_next_kernel : !check->image_only;
}

void checks_run(const struct context *ctx, char *const *kernels, char *const *names,
		struct report *report)
{
	for (size_t i = 0; i < all_checks_count; i++) {
		const struct check *check = all_checks[i];

		if (!selected(check, kernels, names))
			continue;
		if (kernels && *kernels && check->of_kernel)
			run_of_kernels(ctx, kernels, check, report);
		else
			run_check(ctx, check, report);
	}
}
