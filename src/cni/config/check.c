/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-config": does the container runtime accept the CNI configuration of this node? */
#include "config.h"

#include "cni/config/check.h"
#include "cni/config/directory.h"
#include "cni/config/quarantine.h"
#include "cni/version.h"
#include "core/remedy.h"
#include "text/quote.h"

static const char remedy_allow[] = "mkdir -p /etc/kubelet-preflight.conf.d && printf "
				   "'[CNI]\\nAbsent=allow\\n' "
				   ">/etc/kubelet-preflight.conf.d/50-absent.conf";

/* One place and what is in it. */
struct place_report {
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	const struct cni_answer *answer;
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
static void report_absent(const struct place_report *checked)
{
	const struct cni_answer *answer = checked->answer;
	_cleanup_free_ char *whose = whose_pods(checked->place);
	_cleanup_free_ char *why = quote_message(checked->runtime->why);
	_cleanup_remedy_ struct remedy allow = remedy_for_root(
		checked->ctx, remedy_explain(remedy_format(REMEDY_DECISION, "%s", remedy_allow),
					     "the decision of whoever set Absent=block: kubelet "
					     "starts without a CNI configuration"));
	const char *awaited = answer->fault;

	if (checked->ctx->settings->absent == ABSENT_ALLOW || checked->place->handler)
		report_pass(
			checked->report, check_cni_config.name, NULL,
			"no configuration in %s%s yet%s%s: the node waits for its CNI DaemonSet "
			"(%s)",
			answer->path, whose, awaited ? " of the network that is to be, " : "",
			awaited ? awaited : "", why);
	else
		report_cause(
			checked->report, check_cni_config.name, CAUSE_CNI_CONFIG_ABSENT, NULL,
			&allow,
			"no configuration in %s%s%s, and Absent=block says that the image brings "
			"one: install the image's CNI anew, or let the node wait for a DaemonSet",
			answer->path, awaited ? " of the network that is to be, " : "",
			awaited ? awaited : "");
}

/* ", and the further networks a, b", or nothing. */
static char *further_networks(const struct cni_answer *answer)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *joined = NULL;

	if (answer->more_count == 0)
		return xstrdup("");
	for (size_t i = 0; i < answer->more_count; i++)
		strv_append(&names, answer->more[i].name);
	joined = strv_join(names, ", ");
	return format_text(", and the further networks %s", joined);
}

static void report_sound(const struct place_report *checked)
{
	const struct cni_answer *answer = checked->answer;
	_cleanup_free_ char *types = cni_answer_types(answer);
	_cleanup_free_ char *further = further_networks(answer);
	_cleanup_free_ char *whose = whose_pods(checked->place);
	_cleanup_free_ char *why = quote_message(checked->runtime->why);
	const char *version = answer->config.version;
	_cleanup_free_ char *newer =
		cni_version_is_newer(version)
			? format_text("; \"cniVersion\" %s is newer than this program knows", version)
			: xstrdup("");

	report_pass(checked->report, check_cni_config.name, answer->config.name,
		    "%s is valid%s: %s%s%s%s (%s)", answer->path, whose, types, further,
		    answer->unserved ? ", and taken once they can be executed" : "", newer, why);
}

/* What becomes of the pods: what the loader does, which is named before it. */
static const char *consequence(const struct place_report *checked)
{
	bool crio = checked->runtime->loader == CNI_LOADER_CRIO;

	if (checked->answer->hangs)
		return "opens it and waits for ever, so no pod starts";
	if (checked->answer->unwatchable)
		return crio ? "makes that directory at its start, and ends when it cannot"
			    : "makes and watches that directory at its start, and serves no pod when it "
			      "cannot";
	if (checked->place->handler)
		return "gives the pods of that handler no network";
	if (crio)
		return "has no other file to take, so no pod gets a network";
	if (checked->place->max_conf != 1)
		return "takes all its files or none with this max_conf_num, so no pod gets a network";
	return "takes the first file by name and never another, so no pod gets a network";
}

static void report_heals(const struct place_report *checked, const struct cni_heal *heal)
{
	report_cause(checked->report, check_cni_config.name, CAUSE_CNI_INSTALLER_HEALS, heal->path,
		     &heal->remedy, "%s: %s; %s", heal->path, heal->fault, heal->words);
}

/* note: why the file was not renamed, or why no installer is known to have run; or NULL. */
static void report_broken(const struct place_report *checked, const char *note)
{
	const struct cni_answer *answer = checked->answer;
	_cleanup_free_ char *whose = whose_pods(checked->place);
	enum verdict verdict = cni_verdict(checked->ctx);

	if (checked->place->handler && !cni_answer_stops_all(answer))
		verdict = VERDICT_WARN;
	report_cause_as(checked->report, check_cni_config.name, cni_answer_cause(answer), verdict,
			answer->path, &answer->remedy, "%s%s: %s; %s %s%s%s", answer->path, whose,
			answer->fault, cni_loader_name(checked->runtime), consequence(checked),
			note ? "; " : "", note ? note : "");
}

static void report_notices(const struct place_report *checked)
{
	for (size_t i = 0; i < checked->answer->notice_count; i++) {
		const struct cni_notice *notice = &checked->answer->notices[i];

		report_cause(checked->report, check_cni_config.name, notice->cause, notice->subject,
			     &notice->remedy, "%s", notice->words);
	}
}

static void report_place(const struct place_report *checked, const struct cni_heal *heal,
			 const char *note)
{
	const struct cni_answer *answer = checked->answer;

	report_notices(checked);
	if (heal->installer) {
		report_heals(checked, heal);
		return;
	}
	switch (answer->state) {
	case CNI_ABSENT:
		report_absent(checked);
		break;
	case CNI_SOUND:
		report_sound(checked);
		break;
	case CNI_INVALID:
	case CNI_UNREADABLE:
		report_broken(checked, note);
		break;
	case CNI_UNKNOWN:
		report_cause(checked->report, check_cni_config.name, CAUSE_CNI_UNKNOWN,
			     answer->path, &answer->remedy, "%s could not be read: %s",
			     answer->path, answer->fault);
		break;
	}
}

static int check_place(struct cni_reading *reading, struct report *report)
{
	_cleanup_(cni_answer_free) struct cni_answer answer = {0};
	const struct place_report checked = {reading->ctx, reading->runtime, reading->place,
					     &answer, report};
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	_cleanup_free_ char *note = NULL;
	int r;

	reading->note_rivals = true;
	r = cni_directory_read_place(reading, &answer);
	if (r == 0)
		r = cni_quarantine(reading, &answer, report, &heal, &note);
	if (r == 0)
		report_place(&checked, &heal, note ? note : heal.note);
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

int cni_config_check(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report)
{
	if (runtime->guessed_conf)
		report_guess(ctx, runtime, report);
	report_runtime(report, runtime->why);
	cni_quarantine_report_old(ctx, runtime, report);
	return cni_each_place(ctx, runtime, runtime->guessed_conf, check_place, report);
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
