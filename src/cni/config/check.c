/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-config": does the container runtime accept the CNI configuration of this node? */
#include "config.h"

#include "cni/config/check.h"
#include "cni/config/directory.h"
#include "cni/config/heals.h"
#include "cni/config/quarantine.h"
#include "cni/version.h"
#include "core/remedy.h"
#include "text/quote.h"

static const char remedy_allow[] = "mkdir -p /etc/kubelet-preflight.conf.d && printf "
				   "'[CNI]\\nAbsent=allow\\n' "
				   ">/etc/kubelet-preflight.conf.d/50-absent.conf";

/* One place and what is in it. */
struct scene {
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	const struct cni_answer *directory;
	struct report *report;
};

/* " (for pods of the runtime handler kata)", or nothing. */
static char *whose_pods(const struct cni_place *place)
{
	_cleanup_free_ char *handler = place->handler ? quote_message(place->handler) : NULL;

	return handler ? format_text(" (for pods of the runtime handler %s)", handler)
		       : xstrdup("");
}

/* cni_default_network of CRI-O is what the fault says then: there are files, and none is that. */
static void report_absent(const struct scene *scene)
{
	const struct cni_answer *directory = scene->directory;
	_cleanup_free_ char *whose = whose_pods(scene->place);
	_cleanup_free_ char *why = quote_message(scene->runtime->why);
	_cleanup_free_ char *allow = remedy_for_root(scene->ctx, remedy_allow);
	const char *awaited = directory->fault;

	if (scene->ctx->settings->absent == ABSENT_ALLOW || scene->place->handler)
		report_pass(
			scene->report, check_cni_config.name, NULL,
			"no configuration in %s%s yet%s%s: the node waits for its CNI DaemonSet "
			"(%s)",
			directory->path, whose, awaited ? " of the network that is to be, " : "",
			awaited ? awaited : "", why);
	else
		report_cause(
			scene->report, check_cni_config.name, CAUSE_CNI_CONFIG_ABSENT, NULL,
			allow,
			"no configuration in %s%s%s, and Absent=block says that the image brings "
			"one: install the image's CNI anew, or let the node wait for a DaemonSet",
			directory->path, awaited ? " of the network that is to be, " : "",
			awaited ? awaited : "");
}

/* ", and the further networks a, b", or nothing. */
static char *further_networks(const struct cni_answer *directory)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *joined = NULL;

	if (directory->more_count == 0)
		return xstrdup("");
	for (size_t i = 0; i < directory->more_count; i++)
		strv_append(&names, directory->more[i].name);
	joined = strv_join(names, ", ");
	return format_text(", and the further networks %s", joined);
}

static void report_sound(const struct scene *scene)
{
	const struct cni_answer *directory = scene->directory;
	_cleanup_free_ char *types = cni_answer_types(directory);
	_cleanup_free_ char *further = further_networks(directory);
	_cleanup_free_ char *whose = whose_pods(scene->place);
	_cleanup_free_ char *why = quote_message(scene->runtime->why);
	const char *version = directory->config.version;
	_cleanup_free_ char *newer =
		cni_version_is_newer(version)
			? format_text("; \"cniVersion\" %s is newer than this program knows", version)
			: xstrdup("");

	report_pass(scene->report, check_cni_config.name, directory->config.name,
		    "%s is valid%s: %s%s%s%s (%s)", directory->path, whose, types, further,
		    directory->unserved ? ", and taken once they can be executed" : "", newer, why);
}

/* What becomes of the pods: what the loader does, which is named before it. */
static const char *consequence(const struct scene *scene)
{
	bool crio = scene->runtime->loader == CNI_LOADER_CRIO;

	if (scene->directory->hangs)
		return "opens it and waits for ever, so no pod starts";
	if (scene->directory->unwatchable)
		return crio ? "makes that directory at its start, and ends when it cannot"
			    : "makes and watches that directory at its start, and serves no pod when it "
			      "cannot";
	if (scene->place->handler)
		return "gives the pods of that handler no network";
	if (crio)
		return "has no other file to take, so no pod gets a network";
	if (scene->place->max_conf != 1)
		return "takes all its files or none with this max_conf_num, so no pod gets a network";
	return "takes the first file by name and never another, so no pod gets a network";
}

static void report_heals(const struct scene *scene, const struct cni_heal *heal)
{
	report_cause(scene->report, check_cni_config.name, CAUSE_CNI_INSTALLER_HEALS, heal->path,
		     heal->command, "%s: %s; %s", heal->path, heal->fault, heal->words);
}

/* note: why the file was not renamed, or why no installer is known to have run; or NULL. */
static void report_broken(const struct scene *scene, const char *note)
{
	const struct cni_answer *directory = scene->directory;
	_cleanup_free_ char *whose = whose_pods(scene->place);
	enum verdict verdict = cni_verdict(scene->ctx);

	if (scene->place->handler && !cni_answer_stops_all(directory))
		verdict = VERDICT_WARN;
	report_cause_as(scene->report, check_cni_config.name, cni_answer_cause(directory), verdict,
			directory->path, directory->remedy, "%s%s: %s; %s %s%s%s", directory->path,
			whose, directory->fault, cni_loader_name(scene->runtime), consequence(scene),
			note ? "; " : "", note ? note : "");
}

static void report_notices(const struct scene *scene)
{
	for (size_t i = 0; i < scene->directory->notice_count; i++) {
		const struct cni_notice *notice = &scene->directory->notices[i];

		report_cause(scene->report, check_cni_config.name, notice->cause, notice->subject,
			     notice->remedy, "%s", notice->words);
	}
}

static void report_place(const struct scene *scene, const struct cni_heal *heal, const char *note)
{
	const struct cni_answer *directory = scene->directory;

	report_notices(scene);
	if (heal->installer) {
		report_heals(scene, heal);
		return;
	}
	switch (directory->state) {
	case CNI_ABSENT:
		report_absent(scene);
		break;
	case CNI_SOUND:
		report_sound(scene);
		break;
	case CNI_INVALID:
	case CNI_UNREADABLE:
		report_broken(scene, note);
		break;
	case CNI_UNKNOWN:
		report_cause(scene->report, check_cni_config.name, CAUSE_CNI_UNKNOWN,
			     directory->path, directory->remedy, "%s could not be read: %s",
			     directory->path, directory->fault);
		break;
	}
}

static int check_place(struct cni_reading *reading, struct report *report)
{
	_cleanup_(cni_answer_free) struct cni_answer directory = {0};
	const struct scene scene = {reading->ctx, reading->runtime, reading->place, &directory,
				    report};
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	_cleanup_free_ char *note = NULL;
	int r;

	r = cni_directory_read_place(reading, &directory);
	if (r == 0)
		r = cni_quarantine(reading, &directory, report, &heal, &note);
	if (r == 0)
		report_place(&scene, &heal, note ? note : heal.note);
	return r;
}

/* What is below is said of directories that may be others. */
static void report_guess(const struct context *ctx, const struct cni_runtime *runtime,
			 struct report *report)
{
	_cleanup_free_ char *path = runtime->file ? display_path(ctx, runtime->file) : xstrdup("");
	_cleanup_free_ char *what =
		runtime->newer ? format_text("version %lld of containerd's configuration",
					     (long long)runtime->newer)
			       : xstrdup("the endpoint that the kubelet names is misspelt, or its "
					"container runtime");

	report_skip(report, check_cni_config.name, path,
		    "%s is newer than this program knows: where it looks for CNI was not judged, and "
		    "what is wrong in the directories that are known is a warning",
		    what);
}

/* The place of all pods comes last: the last finding of a check is how it stands. */
int cni_config_check(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report)
{
	struct settings settings;
	struct context context;
	struct cni_reading reading = {.ctx = &context, .runtime = runtime, .rivals = true};
	size_t first = report->count;
	int r = 0;

	if (runtime->guessed_conf)
		report_guess(ctx, runtime, report);
	cni_context_of(ctx, runtime->guessed_conf, &settings, &context);
	report_runtime(report, runtime->why);
	cni_quarantine_report_old(&context, runtime, report);
	for (size_t i = runtime->place_count; i > 0 && r == 0; i--) {
		reading.place = &runtime->places[i - 1];
		r = check_place(&reading, report);
	}
	strv_free(reading.gone);
	if (runtime->guessed_conf)
		cni_drop_commands(report, first);
	return r;
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	int r = cni_runtime_get(ctx, check_cni_config.name, report, &runtime);

	return r <= 0 ? r : cni_config_check(ctx, &runtime, report);
}

const struct check check_cni_config = {
	.name = "cni-config",
	.title = "CNI configuration",
	.blind = CAUSE_CNI_UNKNOWN,
	.run = run,
};
