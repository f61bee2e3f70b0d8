/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --verbose: what a look rests on, so that a bug report is one paste. */
#include "config.h"

#include <errno.h>
#include <sys/utsname.h>

#include "commands/look.h"
#include "module/facts.h"
#include "runtime/inquiry.h"
#include "runtime/runtime.h"
#include "system/host.h"

static void note_program(const struct look_request *request, struct report *report)
{
	unsigned int user = geteuid();

	report_fact(report, "program", "kubelet-preflight %s", PACKAGE_VERSION);
	report_fact(report, "run by",
		    user == 0 ? "root" : "uid %u (not root: some files may be unreadable)", user);
	report_fact(report, "root", "%s", request->root);
}

static void note_kernel(const struct look_request *request, const struct context *ctx,
			struct report *report)
{
	struct utsname running;

	if (ctx->kernel && uname(&running) == 0)
		report_fact(report, "kernel", "%s, which runs: %s %s", ctx->release,
			    running.version, running.machine);
	else if (request->all_kernels)
		report_fact(report, "kernel", "%s, all that are installed", report->kernel);
	else if (request->next)
		report_fact(report, "kernel", *ctx->release ? "%s, which boots next" : "not known",
			    ctx->release);
	else if (request->kernel)
		report_fact(report, "kernel", "%s, by --kernel", ctx->release);
	else
		report_fact(report, "kernel", "%s, the newest that is installed",
			    *ctx->release ? ctx->release : "none");
}

static void note_distribution(const struct context *ctx, struct report *report)
{
	const char *file = "/etc/os-release";
	struct os_release os;

	if (!sysroot_exists(ctx->root, file))
		file = "/usr/lib/os-release";
	host_os_release(ctx->root, &os);
	report_fact(report, "distribution", "%s%s%s, from %s", os.id, *os.version_id ? " " : "",
		    os.version_id, sysroot_exists(ctx->root, file) ? file : "no os-release");
}

static const char *installed_words(int installed)
{
	if (installed < 0)
		return "whether it is installed cannot be read";
	return installed ? "installed" : "not installed";
}

static void note_package(const struct context *ctx, struct report *report)
{
	char container[HOST_CONTAINER_SIZE];
	struct kernel_package package;

	if (!*ctx->settings->modules || !*ctx->release)
		return;
	kernel_package_find(ctx, *ctx->settings->modules, &package);
	if (host_container(ctx->root, container))
		report_fact(report, "package", "those of the host of this container (%s)",
			    container);
	else if (!*package.package)
		report_fact(report, "package", "none is known for this distribution and release");
	else if (package.manager == PACKAGES_DPKG)
		report_fact(report, "package", "%s, %s, by %s", package.package,
			    installed_words(package_installed(ctx, package.package, true)),
			    package.evidence);
	else
		report_fact(report, "package", "%s, by %s", package.package, package.evidence);
}

static void note_places(const struct cni_runtime *runtime, struct report *report)
{
	_cleanup_free_ char *plugins = strv_join(runtime->bin_dirs, " ");

	for (size_t i = 0; i < runtime->place_count; i++) {
		const struct cni_place *place = &runtime->places[i];

		report_fact(report, "networks", "%s%s%s%s", place->conf_dir,
			    place->handler ? " (of the handler " : "",
			    place->handler ? place->handler : "", place->handler ? ")" : "");
	}
	report_fact(report, "plugins", "%s", plugins);
}

static const char *ready(bool is_ready)
{
	return is_ready ? "ready" : "not ready";
}

/* What the runtime says of CNI: the directories in force, and the networks that it has loaded. */
static void note_answered_cni(const struct cri_answer *answer, struct report *report)
{
	const struct cri_status *status = &answer->status;
	const char *conf_dir = answer->has_config ? answer->config.network_dir : status->conf_dir;
	_cleanup_free_ char *plugins = strv_join(
		answer->has_config ? answer->config.plugin_dirs : status->plugin_dirs, " ");

	for (size_t i = 0; i < status->load_count; i++)
		report_fact(report, "load status", "%s%s%s",
			    status->loads[i].handler ? status->loads[i].handler : "",
			    status->loads[i].handler ? ": " : "", status->loads[i].words);
	if (conf_dir)
		report_fact(report, "in force", "networks of %s, plugins of %s", conf_dir, plugins);
	for (size_t i = 0; i < status->network_count; i++) {
		_cleanup_free_ char *types = strv_join(status->networks[i].types, ", ");

		report_fact(report, "loaded", "%s: %s", status->networks[i].name, types);
	}
}

/* Also where its configuration cannot be read: the answer has the directories that are in force. */
static void note_answer(const struct context *ctx, struct report *report)
{
	_cleanup_(runtime_choice_free) struct runtime_choice choice = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	const struct inquiry *inquiry;
	const struct cri_answer *answer;
	const struct cri_status *status;

	if (!ctx->inquiry || runtime_choice_make(ctx, &choice, &fault) < 0)
		return;
	inquiry = inquiry_make(ctx, &choice);
	answer = &inquiry->answer;
	status = &answer->status;
	if (answer->version.name)
		report_fact(report, "answered by", "%s %s at %s, in %llu ms", answer->version.name,
			    answer->version.version, answer->endpoint,
			    (unsigned long long)answer->took_ms);
	if (answer->outcome != CRI_ANSWERED) {
		report_fact(report, "answer", "none: %s", answer->why);
		return;
	}
	report_fact(report, "answer", "runtime %s%s%s, network %s%s%s",
		    ready(status->runtime_ready), *status->runtime_message ? ": " : "",
		    status->runtime_message, ready(status->network_ready),
		    *status->network_message ? ": " : "", status->network_message);
	note_answered_cni(answer, report);
}

static void note_runtime(const struct context *ctx, struct report *report)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;
	int r = cni_runtime_find(ctx, &runtime, &fault);

	if (r < 0) {
		report_fact(report, "runtime", "not known: %s",
			    fault ? fault : sysroot_strerror(r));
		return;
	}
	report_fact(report, "runtime", "%s%s%s", runtime.why, runtime.unit ? "; its unit is " : "",
		    runtime.unit ? runtime.unit : "");
	note_places(&runtime, report);
}

/* What is there now, in a few words, the caller's; NULL for nothing. */
static char *describe_path(const struct sysroot *root, const char *path)
{
	_cleanup_free_ char *target = NULL;
	struct stat status;
	int r = sysroot_lstat(root, path, &status);

	if (r == -ENOENT || r == -ENOTDIR)
		return NULL;
	if (r < 0)
		return xstrdup(sysroot_strerror(r));
	if (S_ISLNK(status.st_mode) && sysroot_readlink(root, path, &target) == 0)
		return format_text("a link to %s, which %s", target,
				   sysroot_stat(root, path, &status) == 0 ? "exists"
									  : "does not exist");
	if (S_ISDIR(status.st_mode))
		return xstrdup("a directory");
	if (!S_ISREG(status.st_mode))
		return xstrdup("a FIFO, a socket or a device");
	/* The files of the kernel have no size. */
	if (text_starts(path, "/proc/") || text_starts(path, "/sys/"))
		return xstrdup("a file");
	return format_text("a file of %lld bytes", (long long)status.st_size);
}

/* The paths of the trail: first those that exist, which are fewer. */
static void note_paths(const struct context *ctx, char *const *trail, struct report *report)
{
	struct sysroot silent = *ctx->root;
	_cleanup_strv_ char **absent = NULL;

	silent.trail = NULL;
	for (char *const *path = trail; path && *path; path++) {
		_cleanup_free_ char *words = describe_path(&silent, *path);

		if (words)
			report_fact(report, "there", "%s: %s", *path, words);
		else
			strv_append(&absent, *path);
	}
	for (char **name = absent; name && *name; name++)
		report_fact(report, "not there", "%s", *name);
}

void survey_note(const struct look_request *request, struct look *look)
{
	const struct context *ctx = &look->ctx;
	struct report *report = &look->report;
	_cleanup_free_ char *modules = strv_join(ctx->settings->modules, " ");

	note_program(request, report);
	note_kernel(request, ctx, report);
	note_distribution(ctx, report);
	note_package(ctx, report);
	report_fact(report, "modules", "%s", *modules ? modules : "none");
	note_runtime(ctx, report);
	note_answer(ctx, report);
	note_paths(ctx, *request->trail, report);
}
