/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Check "unit": the gate is installed in an image and enabled, so that no kubelet of it starts
 * unproven. For images alone: on a running node the gate that runs is its own proof.
 */
#include "config.h"

#include <errno.h>

#include "core/check.h"
#include "image/mask.h"
#include "system/manager.h"
#include "text/quote.h"

/* The unit path of systemd, as far as it is part of an image; the first directory wins. */
static const char *const directories[] = {
	"/etc/systemd/system",
	"/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",
	"/lib/systemd/system",
};

/* 0 and the path of the unit file that counts, *ret NULL when there is none. */
static int find_unit(const struct context *ctx, const char *unit, char **ret, struct stat *ret_status)
{
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		_cleanup_free_ char *path = format_text("%s/%s", directories[i], unit);
		int r = sysroot_lstat(ctx->root, path, ret_status);

		if (r == -ENOENT || r == -ENOTDIR)
			continue;
		if (r < 0)
			return r;
		*ret = TAKE(path);
		return 0;
	}
	*ret = NULL;
	return 0;
}

static bool is_masked(const struct context *ctx, const char *path, const struct stat *status)
{
	_cleanup_free_ char *target = NULL;

	return mask_is(status) ||
	       (sysroot_readlink(ctx->root, path, &target) == 0 && text_equal(target, "/dev/null"));
}

static struct remedy systemctl_remedy(const struct context *ctx, enum remedy_kind kind,
				      const char *verb, const char *unit)
{
	_cleanup_free_ char *root = ctx->root->confined ? quote_shell(ctx->root->path) : NULL;

	return remedy_format(kind, "systemctl %s%s%s%s %s", root ? "--root=" : "", root ? root : "",
			     root ? " " : "", verb, unit);
}

/* The unit file is there and counts; else a finding. 1 and *ret_path, 0, or -errno. */
static int look_at_unit(const struct context *ctx, struct report *report, const char *unit,
			char **ret_path)
{
	_cleanup_remedy_ struct remedy remedy = {0};
	_cleanup_free_ char *path = NULL;
	struct stat status;
	int r = find_unit(ctx, unit, &path, &status);

	if (r < 0)
		return r;
	if (!path) {
		report_cause(report, check_unit.name, CAUSE_GATE_NOT_INSTALLED, unit, NULL,
			     "unit %s is missing in this image", unit);
		return 0;
	}
	if (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || S_ISDIR(status.st_mode))
		return -EMEDIUMTYPE;
	if (is_masked(ctx, path, &status)) {
		remedy = remedy_explain(
			systemctl_remedy(ctx, REMEDY_DECISION, "unmask", unit),
			"a decision for whoever masked the gate: it can hold kubelet "
			"back again");
		report_cause(report, check_unit.name, CAUSE_GATE_NOT_ENABLED, unit, &remedy,
			     "%s is masked by %s", unit, path);
		return 0;
	}
	*ret_path = TAKE(path);
	return 1;
}

/* What ExecStart= names is there and can be executed. */
static int look_at_program(const struct context *ctx, struct report *report, const char *path)
{
	_cleanup_free_ char *text = NULL, *program = NULL;
	const char *start;
	struct stat status;
	int r = sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &text, NULL);

	if (r < 0)
		return r;
	start = strstr(text, "\nExecStart=");
	start = start ? start + strlen("\nExecStart=") : "";
	/* A unit of a later release can have one. Not "-": with that the gate would hold nothing back. */
	start += strspn(start, "@:+!|");
	program = xstrndup(start, strcspn(start, " \t\n"));
	r = *program ? sysroot_stat(ctx->root, program, &status) : -ENOENT;
	if (r == 0 && S_ISREG(status.st_mode) && status.st_mode & 0111)
		return 1;
	if (r == 0 && S_ISREG(status.st_mode)) {
		_cleanup_free_ char *shown = sysroot_display(ctx->root, program);
		_cleanup_free_ char *word = quote_shell(shown);
		_cleanup_remedy_ struct remedy remedy =
			remedy_format(REMEDY_SAFE, "chmod 0755 %s", word);

		report_cause(report, check_unit.name, CAUSE_GATE_NOT_INSTALLED, program, &remedy,
			     "%s executes %s, which has mode %04o and cannot be executed", path,
			     program, status.st_mode & 07777);
		return 0;
	}
	report_cause(report, check_unit.name, CAUSE_GATE_NOT_INSTALLED, program, NULL,
		     "%s executes %s, which does not exist in this image", path,
		     *program ? program : "nothing");
	return 0;
}

/* 1 when the unit requires the barrier by the link that "systemctl enable" makes, 0, -errno. */
static int requires_barrier(const struct context *ctx, const char *unit)
{
	_cleanup_free_ char *link = format_text("%s.requires/" BARRIER_UNIT, unit), *path = NULL;
	struct stat status;
	int r = find_unit(ctx, link, &path, &status);

	return r < 0 ? r : path != NULL;
}

/* Which kubelets there are, and which of them the gate does not stand before. */
static int sort_kubelets(const struct context *ctx, char ***ret_bound, char ***ret_loose,
			 size_t *ret_links)
{
	_cleanup_strv_ char **units = strv_split(KUBELET_UNITS);
	int r = 0;

	for (char **unit = units; r >= 0 && *unit; unit++) {
		_cleanup_free_ char *path = NULL;
		struct stat status;
		int bound = requires_barrier(ctx, *unit);

		r = bound < 0 ? bound : find_unit(ctx, *unit, &path, &status);
		*ret_links += bound > 0;
		if (r == 0 && path)
			strv_append(bound ? ret_bound : ret_loose, *unit);
	}
	return r;
}

static int look_at_kubelets(const struct context *ctx, struct report *report)
{
	_cleanup_strv_ char **bound = NULL;
	_cleanup_strv_ char **loose = NULL;
	_cleanup_remedy_ struct remedy remedy =
		systemctl_remedy(ctx, REMEDY_SAFE, "enable", GATE_UNIT);
	_cleanup_free_ char *names = NULL;
	size_t links = 0;
	int r = sort_kubelets(ctx, &bound, &loose, &links);

	if (r < 0)
		return r;
	names = strv_join(loose ? loose : bound, ", ");
	if (loose)
		report_cause(report, check_unit.name, CAUSE_GATE_NOT_ENABLED, loose[0], &remedy,
			     "%s does not require " BARRIER_UNIT
			     ": kubelet starts without the check",
			     names);
	else if (links == 0)
		report_cause(report, check_unit.name, CAUSE_GATE_NOT_ENABLED, GATE_UNIT, &remedy,
			     GATE_UNIT
			     " is installed but not enabled: kubelet starts without the check");
	else if (bound)
		report_pass(report, check_unit.name, bound[0], "%s starts after the gate", names);
	else
		report_pass(report, check_unit.name, GATE_UNIT,
			    "enabled; this image has no kubelet yet");
	return 0;
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_free_ char *gate = NULL, *barrier = NULL;
	int r = look_at_unit(ctx, report, GATE_UNIT, &gate);

	if (r > 0)
		r = look_at_unit(ctx, report, BARRIER_UNIT, &barrier);
	if (r > 0)
		r = look_at_program(ctx, report, gate);
	return r > 0 ? look_at_kubelets(ctx, report) : r;
}

const struct check check_unit = {
	.name = "unit",
	.title = "Gate enabled (in an image)",
	.blind = CAUSE_GATE_UNKNOWN,
	.image_only = true,
	.run = run,
};
