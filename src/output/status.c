/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one line of "systemctl status". */
#include "config.h"

#include <systemd/sd-daemon.h>

#include "output/status.h"

#define BARRIER_USEC (5 * 1000 * 1000)

/* It prints the command that fixes it, which may have hundreds of characters. */
#define RUN "run: kubelet-preflight check"

/* "vxlan loaded, geneve built in" */
static char *fit_modules(const struct report *report)
{
	_cleanup_strv_ char **modules = NULL;

	for (size_t i = 0; i < report->count; i++)
		if (text_equal(report->findings[i].check, "module") && report->findings[i].subject)
			strv_append(&modules, report->findings[i].summary);
	return modules ? strv_join(modules, ", ") : xstrdup("no module required");
}

/*
 * " (containerd 1.7.24)": the runtime's name, and its release when it says it; "" when it is not
 * known.
 */
static char *runtime_words(const struct report *report)
{
	if (report->cri.version)
		return format_text(" (%s %s)", report->cri.name, report->cri.version);
	if (!report->runtime)
		return xstrdup("");
	return format_text(" (%.*s)", (int)strcspn(report->runtime, ","), report->runtime);
}

static char *fit_network(const struct report *report)
{
	const struct finding *cni = report_find(report, "cni-config");
	_cleanup_free_ char *runtime = runtime_words(report);

	if (!cni || cni->verdict != VERDICT_PASS)
		return xstrdup("CNI not usable");
	if (!cni->subject)
		return format_text("waiting for the CNI DaemonSet%s", runtime);
	return format_text("CNI %s%s", cni->subject, runtime);
}

static char *fit_line(const struct report *report)
{
	_cleanup_free_ char *modules = fit_modules(report);
	_cleanup_free_ char *network = fit_network(report);
	const struct finding *gravest = report_gravest(report);

	if (gravest && gravest->verdict == VERDICT_WARN)
		return format_text("Fit: %s, kernel %s, %s; warning: %s", modules, report->kernel,
				   network, gravest->summary);
	return format_text("Fit: %s, kernel %s, %s", modules, report->kernel, network);
}

/* With the first fault that the settings let through: there is one. */
static char *by_policy_line(const struct report *report)
{
	const struct finding *finding = report->findings;

	while (!finding->let_through)
		finding++;
	return format_text("Fit by policy: passes by %s, not proven: %s: %s; " RUN,
			   report_by_policy(report), finding->cause->name, finding->summary);
}

char *status_line(const struct report *report)
{
	const struct finding *gravest = report_gravest(report);
	enum fitness fitness = report_fitness(report);
	const char *word = fitness == FITNESS_UNFIT ? "Unfit" : "Could not tell";
	_cleanup_free_ char *why = report_why_open(report);
	_cleanup_free_ char *open = why ? format_text(" (%s)", why) : xstrdup("");

	if (report_by_policy(report))
		return by_policy_line(report);
	if (fitness == FITNESS_FIT)
		return fit_line(report);
	if (!gravest)
		return format_text("%s%s: nothing was checked", word, open);
	return format_text("%s%s: %s: %s; " RUN, word, open, gravest->cause->name,
			   gravest->summary);
}

void status_send_message(const char *message)
{
	if (sd_notify(0, message) <= 0)
		return;
	/* A oneshot that ends before systemd has read the message would lose it. */
	sd_notify_barrier(0, BARRIER_USEC);
}

void status_send(const char *line)
{
	_cleanup_free_ char *message = format_text(STATUS_PREFIX "%s", line);

	status_send_message(message);
}
