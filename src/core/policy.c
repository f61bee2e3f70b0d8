/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the settings make of a cause. */
#include "config.h"

#include "core/policy.h"

static const char *key_of(unsigned int list)
{
	return list == POLICY_BLOCK ? "Block" : list == POLICY_WARN ? "Warn" : "Ignore";
}

void policy_set(unsigned int *lists, unsigned int list, const char *value)
{
	_cleanup_strv_ char **words = strv_split(value);

	for (int id = 0; id < _CAUSE_COUNT; id++)
		lists[id] &= ~list;
	for (char **word = words; *word; word++) {
		enum cause_id id = cause_find(*word);

		if (id != CAUSE_NONE && (cause_get(id)->policy & list))
			lists[id] |= list;
	}
}

char *policy_names(const unsigned int *lists, unsigned int list)
{
	_cleanup_strv_ char **names = NULL;

	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		if (lists[id] & list)
			strv_append(&names, cause_get((enum cause_id)id)->name);
	return strv_join(names, " ");
}

static const char *not_on_list_why(unsigned int list, const struct cause *cause)
{
	if (cause->policy == POLICY_NONE)
		return policy_no_list_why(cause);
	if (list == POLICY_IGNORE)
		return "only a warning can be ignored, and this is a fault: use Warn=";
	if (cause->scope == SCOPE_AFTER_KUBELET)
		return "it is found after kubelet has started, so kubelet is not held back";
	if (list == POLICY_BLOCK && text_starts(cause->name, "cni-"))
		return "it resolves itself once kubelet runs, and kubelet would not run";
	return "it is about a kernel that is not running yet";
}

char *policy_fault(unsigned int list, const char *word)
{
	enum cause_id id = cause_find(word);

	if (id == CAUSE_NONE)
		return format_text("%s is not a cause in this release (did you mean %s?)", word,
				   cause_get(cause_nearest(word))->name);
	if (cause_get(id)->policy & list)
		return NULL;
	return format_text("%s cannot be in %s=: %s", word, key_of(list),
			   not_on_list_why(list, cause_get(id)));
}

/* "Warn= in FILE:LINE" */
static char *list_place(const struct settings *settings, unsigned int list)
{
	const struct settings_origin *origin =
		settings_origin(settings, "Policy", key_of(list));

	return format_text("%s= in %s:%u", key_of(list), origin->file, origin->line);
}

/* The list that counts: Block= before Warn= before Ignore=; POLICY_NONE when none has the cause. */
static unsigned int list_of(const struct settings *settings, const struct cause *cause)
{
	static const unsigned int order[] = {POLICY_BLOCK, POLICY_WARN, POLICY_IGNORE};
	unsigned int lists = settings->policy[cause->id];

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (lists & order[i])
			return order[i];
	}
	return POLICY_NONE;
}

/* A finding that is skipped has neither cause nor command. */
static void ignore(struct finding *finding, const char *place)
{
	finding->policy = format_text("%s ignored, by %s", finding->cause->name, place);
	finding->verdict = VERDICT_SKIP;
	finding->cause = NULL;
	free(finding->remedy);
	finding->remedy = NULL;
	free(finding->note);
	finding->note = NULL;
	finding->remedy_kind = REMEDY_NONE;
}

static void apply(const struct settings *settings, struct report *report, struct finding *finding)
{
	unsigned int list = finding->cause ? list_of(settings, finding->cause) : POLICY_NONE;
	_cleanup_free_ char *place = NULL;

	if (list == POLICY_NONE || finding->is_foretold ||
	    (finding->verdict != VERDICT_FAIL && finding->verdict != VERDICT_WARN))
		return;
	place = list_place(settings, list);
	if (list == POLICY_BLOCK && finding->verdict == VERDICT_WARN) {
		finding->policy = format_text("fault, by %s", place);
		finding->verdict = VERDICT_FAIL;
	} else if (list == POLICY_WARN && finding->verdict == VERDICT_FAIL) {
		finding->policy = format_text("warning, by %s", place);
		finding->verdict = VERDICT_WARN;
		report_let_through(report, finding, place);
	} else if (list == POLICY_IGNORE && finding->verdict == VERDICT_WARN) {
		ignore(finding, place);
	} else if (list == POLICY_IGNORE) {
		finding->policy =
			format_text("not ignored: %s is for warnings, and this is a fault", place);
	}
}

void policy_apply(const struct settings *settings, struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		apply(settings, report, &report->findings[i]);
}
