/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-config": does the container runtime accept the CNI configuration of this node? */
#include "config.h"

#include "cni/config/directory.h"
#include "cni/config/live.h"
#include "cni/config/quarantine.h"
#include "core/remedy.h"

/* One place and what is in it. */
struct place_report {
	const struct context *ctx;
	const struct cni_runtime *runtime;
	const struct cni_place *place;
	const struct cni_answer *answer;
	struct report *report;
	enum cni_live live; /* the runtime's own word */
	const char *whose;  /* " (for pods of the runtime handler kata)", or "" */
};

static struct remedy compose_allow(const struct context *ctx)
{
	return remedy_for_root(
		ctx,
		remedy_explain(remedy_format(REMEDY_DECISION,
					     "mkdir -p /etc/kubelet-preflight.conf.d && printf "
					     "'[CNI]\\nAbsent=allow\\n' "
					     ">/etc/kubelet-preflight.conf.d/50-absent.conf"),
			       "a decision for whoever set Absent=block: kubelet starts without a "
			       "CNI configuration"));
}

static void report_absent(const struct place_report *checked)
{
	const struct cni_answer *answer = checked->answer;
	_cleanup_remedy_ struct remedy allow = compose_allow(checked->ctx);
	_cleanup_free_ char *aside = cni_aside_words(checked->ctx, checked->place->conf_dir);
	/* There are files, and none is the network that cni_default_network of CRI-O names. */
	_cleanup_free_ char *awaited =
		answer->fault
			? format_text(" for the configured default network, %s", answer->fault)
			: xstrdup("");

	if (checked->ctx->settings->absent == ABSENT_ALLOW || checked->place->handler)
		report_pass(checked->report, check_cni_config.name, NULL,
			    "no configuration in %s%s yet%s: the node waits for its CNI DaemonSet "
			    "(%s)%s",
			    answer->path, checked->whose, awaited, checked->runtime->why, aside);
	else
		report_cause(
			checked->report, check_cni_config.name, CAUSE_CNI_CONFIG_ABSENT, NULL,
			&allow,
			"no configuration in %s%s, but Absent=block says that the image provides "
			"one: install the image's CNI again or, if a DaemonSet installs it, let "
			"the node wait for that%s",
			answer->path, awaited, aside);
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
	const char *version = answer->config.version;
	_cleanup_free_ char *newer =
		cni_version_is_newer(version)
			? format_text("; \"cniVersion\" %s is newer than this program supports",
				      version)
			: xstrdup("");

	report_pass(checked->report, check_cni_config.name, answer->config.name,
		    "%s is valid%s: %s%s%s%s (%s)", answer->path, checked->whose, types, further,
		    answer->unserved ? ", and taken once they can be executed" : "", newer,
		    checked->runtime->why);
}

/* What the runtime does with such a file: the end of a sentence that begins with its name. */
static const char *consequence(const struct place_report *checked)
{
	bool crio = checked->runtime->loader == CNI_LOADER_CRIO;

	if (checked->answer->hangs)
		return "opens it and waits forever, so no pod starts";
	if (checked->answer->unwatchable)
		return crio ? "creates that directory when it starts, and exits if it cannot"
			    : "creates and watches that directory when it starts, and runs no pod "
			      "if it cannot";
	if (checked->place->handler)
		return "gives the pods of that handler no network";
	if (crio)
		return "has no other file to use, so no pod gets a network";
	if (checked->place->max_conf != 1)
		return "loads all its files or none with this max_conf_num, so no pod gets a "
		       "network";
	return "uses only the first file by name, so no pod gets a network";
}

/* note: why the file was not renamed, or why no installer is known to have run; or NULL. */
static void report_broken(const struct place_report *checked, const char *note)
{
	const struct cni_answer *answer = checked->answer;
	const char *said = checked->live == CNI_LIVE_ABSENT || checked->live == CNI_LIVE_REJECTED
				   ? cni_live_words(checked->runtime->answer)
				   : NULL;
	enum verdict verdict = checked->place->handler && !cni_answer_stops_all(answer)
				       ? VERDICT_WARN
				       : cni_verdict(checked->ctx);

	report_cause_as(checked->report, check_cni_config.name, cni_answer_cause(answer), verdict,
			answer->path, &answer->remedy, "%s%s: %s; %s %s%s%s%s%s", answer->path,
			checked->whose, answer->fault, cni_loader_name(checked->runtime),
			consequence(checked), note ? "; " : "", note ? note : "",
			said ? "; it says: " : "", said ? said : "");
}

static void report_notices(const struct place_report *checked)
{
	for (size_t i = 0; i < checked->answer->notice_count; i++) {
		const struct cni_notice *notice = &checked->answer->notices[i];

		report_cause(checked->report, check_cni_config.name, notice->cause, notice->subject,
			     &notice->remedy, "%s", notice->words);
	}
}

/* "podnet (calico, portmap)": what the runtime has loaded, else what the directory has. */
static char *loaded_words(const struct place_report *checked)
{
	const struct cri_status *status = &checked->runtime->answer->status;
	const struct cni_answer *answer = checked->answer;
	bool says = status->network_count > 0;
	_cleanup_free_ char *types =
		says ? strv_join(status->networks[0].types, ", ") : cni_answer_types(answer);

	if (!says && answer->state != CNI_SOUND)
		return xstrdup("a network");
	return format_text("%s (%s)", says ? status->networks[0].name : answer->config.name, types);
}

/* The runtime has loaded a network. What is in the directory now counts at its next start. */
static void report_loaded(const struct place_report *checked, bool is_broken_now)
{
	const struct cni_answer *answer = checked->answer;
	const char *loader = cni_loader_name(checked->runtime), *why = checked->runtime->why;
	bool is_sound = answer->state == CNI_SOUND;
	_cleanup_free_ char *loaded = loaded_words(checked);
	_cleanup_free_ char *how =
		checked->live == CNI_LIVE_READY
			? format_text("%s%s (%s)", is_sound ? " from " : "",
				      is_sound ? answer->path : "", why)
			: format_text(", but a plugin reports that it is not ready yet (%s): it "
				      "waits for what kubelet starts",
				      cni_live_words(checked->runtime->answer));

	if (is_broken_now)
		report_cause_as(checked->report, check_cni_config.name, cni_answer_cause(answer),
				VERDICT_WARN, answer->path, &answer->remedy,
				"%s: %s; %s runs with the configuration it loaded before, and may "
				"reject this one when it restarts",
				answer->path, answer->fault, loader);
	report_pass(checked->report, check_cni_config.name, is_sound ? answer->config.name : NULL,
		    "%s has loaded %s%s", loader, loaded, how);
}

/* The files are sound, as far as can be read, and the runtime has none of them. */
static void report_stale(const struct place_report *checked, bool is_rejected)
{
	const struct context *ctx = checked->ctx;
	const struct cni_runtime *runtime = checked->runtime;
	_cleanup_remedy_ struct remedy remedy =
		runtime->unit ? remedy_format(REMEDY_SAFE, "systemctl restart %s", runtime->unit)
			      : remedy_take(REMEDY_NONE, NULL);
	enum verdict verdict = is_rejected                             ? cni_verdict(ctx)
			       : ctx->settings->absent == ABSENT_BLOCK ? VERDICT_FAIL
								       : VERDICT_WARN;

	report_cause_as(checked->report, check_cni_config.name, CAUSE_RUNTIME_NOT_REREAD, verdict,
			checked->answer->path, &remedy,
			"%s has not loaded %s, although no fault was found in it; it says: %s",
			cni_loader_name(runtime), checked->answer->path,
			cni_live_words(runtime->answer));
}

/* True when the runtime's word decides, and that was reported. */
static bool report_live(const struct place_report *checked)
{
	enum cni_live_verdict verdict =
		cni_live_judge(checked->live, checked->runtime, checked->answer);

	if (cni_live_is_loaded(verdict))
		report_loaded(checked, verdict == CNI_LIVE_PASS_BUT);
	else if (verdict == CNI_LIVE_WAITS)
		report_absent(checked);
	else if (verdict == CNI_LIVE_STALE || verdict == CNI_LIVE_STALE_FAIL)
		report_stale(checked, verdict == CNI_LIVE_STALE_FAIL);
	else
		return false;
	return true;
}

/* True when a network without addresses is the only one, and Absent=block: that was reported. */
static bool report_no_address(const struct place_report *checked)
{
	const struct cni_answer *answer = checked->answer;
	_cleanup_remedy_ struct remedy allow = compose_allow(checked->ctx);

	if (!answer->awaits_cni || !answer->packaged->no_address || checked->place->handler ||
	    checked->ctx->settings->absent != ABSENT_BLOCK)
		return false;
	report_cause(checked->report, check_cni_config.name, CAUSE_CNI_CONFIG_ABSENT, answer->path,
		     &allow,
		     "%s is the only configuration, with which pods get no address except "
		     "127.0.0.1, and Absent=block says that the image brings one: install the "
		     "image's CNI again or, if a DaemonSet installs it, let the node wait for "
		     "that",
		     answer->path);
	return true;
}

static void report_place(const struct place_report *checked, const struct cni_heal *heal,
			 const char *note)
{
	const struct cni_answer *answer = checked->answer;

	if (!checked->place->handler)
		report_network(checked->report, answer->file);
	report_notices(checked);
	if (heal->installer)
		report_cause(checked->report, check_cni_config.name, CAUSE_CNI_INSTALLER_HEALS,
			     heal->path, &heal->remedy, "%s: %s; %s", heal->path, heal->fault,
			     heal->words);
	else if (report_no_address(checked) || report_live(checked))
		return;
	else if (answer->state == CNI_ABSENT)
		report_absent(checked);
	else if (answer->state == CNI_SOUND)
		report_sound(checked);
	else if (cni_answer_is_broken(answer))
		report_broken(checked, note);
	else
		report_cause(checked->report, check_cni_config.name, CAUSE_CNI_UNKNOWN,
			     answer->path, &answer->remedy, "%s could not be read: %s",
			     answer->path, answer->fault);
}

static int check_place(struct cni_reading *reading, struct report *report)
{
	_cleanup_(cni_answer_free) struct cni_answer answer = {0};
	const char *handler = reading->place->handler;
	_cleanup_free_ char *whose =
		handler ? format_text(" (for pods of the runtime handler %s)", handler)
			: xstrdup("");
	struct place_report checked = {reading->ctx, reading->runtime, reading->place, &answer,
				       report,       CNI_LIVE_NONE,    whose};
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	_cleanup_free_ char *note = NULL;
	size_t findings;
	int r;

	reading->compares = true;
	r = cni_directory_read_place(reading, &answer);
	if (r < 0)
		return r;
	checked.live = cni_live_await(reading, &answer);
	findings = report->count;
	/* Nothing is renamed while the runtime has loaded a network. */
	if (checked.live != CNI_LIVE_READY && checked.live != CNI_LIVE_NOT_YET)
		r = cni_quarantine(reading, &answer, report, &heal, &note);
	if (r < 0)
		return r;
	/*
	 * It reads the directory again after a rename; outside of the gate nothing was renamed yet.
	 */
	if (report->count > findings)
		checked.live =
			reading->ctx->acts ? cni_live_await(reading, &answer) : CNI_LIVE_NONE;
	report_place(&checked, &heal, note ? note : heal.note);
	return 0;
}

/* The findings that follow are about directories that the runtime may not use. */
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
		    "%s is newer than this program supports: where it looks for CNI files is not "
		    "known, so faults in the known directories are only warnings",
		    what);
}

int cni_config_check(const struct context *ctx, const struct cni_runtime *runtime,
		     struct report *report)
{
	if (runtime->guessed_conf)
		report_guess(ctx, runtime, report);
	cni_release_report(ctx, runtime, report);
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
