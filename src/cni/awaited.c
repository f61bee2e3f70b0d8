/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The faults that an installer is expected to fix after kubelet has started, and whether it has. */
#include "config.h"

#include "cni/awaited.h"

/* Plugins that are missing for one reason are one finding: "calico, portmap". */
static bool is_named(const char *subjects, const char *subject)
{
	size_t length = strlen(subject);

	for (const char *at = subjects; (at = strstr(at, subject)); at++)
		if ((at == subjects || at[-1] == ' ') && (!at[length] || at[length] == ','))
			return true;
	return false;
}

/* Whether a finding of a later look has the plugin or file of the fault. */
static bool is_about(const struct finding *fault, const struct finding *finding)
{
	return text_equal(fault->check, finding->check) && finding->subject &&
	       is_named(finding->subject, fault->subject);
}

static bool is_known(const struct report *awaited, const struct finding *finding)
{
	for (size_t i = 0; i < awaited->count; i++)
		if (is_about(&awaited->findings[i], finding))
			return true;
	return false;
}

/* The strings still belong to the finding. */
static struct remedy remedy_of(const struct finding *finding)
{
	return (struct remedy){finding->remedy_kind, finding->remedy, finding->note};
}

size_t cni_awaited_note(struct report *awaited, const struct report *report)
{
	size_t before = awaited->count;

	for (size_t i = 0; i < report->count && awaited->count < CNI_AWAITED_MAX; i++) {
		const struct finding *finding = &report->findings[i];
		const struct remedy remedy = remedy_of(finding);

		if (finding->cause == cause_get(CAUSE_CNI_INSTALLER_HEALS) && finding->subject &&
		    !is_known(awaited, finding))
			report_cause(awaited, finding->check, CAUSE_CNI_INSTALLER_HEALS,
				     finding->subject, &remedy, "%s", finding->summary);
	}
	return awaited->count - before;
}

/*
 * The words of the report for what is still wrong; NULL when it is fixed. A fault of the same
 * subject comes first, then why the check did not look: an error, or it was skipped for another
 * fault.
 */
static const char *still_wrong(const struct finding *fault, const struct report *report)
{
	const struct finding *last = report_find(report, fault->check), *error = NULL;
	const struct finding *gravest = report_gravest(report);
	bool looked = false;

	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->verdict >= VERDICT_WARN && is_about(fault, finding))
			return finding->summary;
		if (!text_equal(finding->check, fault->check))
			continue;
		if (finding->verdict == VERDICT_ERROR && !error)
			error = finding;
		looked |= finding->verdict != VERDICT_SKIP;
	}
	if (error)
		return error->summary;
	/* The check did not run, as when the settings cannot be read. */
	if (!last)
		return gravest && gravest->verdict >= VERDICT_WARN ? gravest->summary
								   : "it could not be looked at";
	/* No plugin is looked at while the configuration that names them is damaged. */
	return !looked && gravest->verdict >= VERDICT_WARN ? last->summary : NULL;
}

void cni_awaited_judge(const struct report *awaited, const struct report *report, const char *when,
		       struct report *faults)
{
	for (size_t i = 0; i < awaited->count; i++) {
		const struct finding *fault = &awaited->findings[i];
		const struct remedy remedy = remedy_of(fault);
		const char *words = still_wrong(fault, report);

		if (words)
			report_cause(faults, fault->check, CAUSE_CNI_INSTALLER_FAILED,
				     fault->subject, &remedy, "not fixed %s: %s", when, words);
	}
}
