/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "explain": what a cause means and what fixes it; without a name, all causes. */
#include "config.h"

#include "commands/commands.h"
#include "core/policy.h"
#include "core/table.h"
#include "text/wrap.h"

#define MAN_PREFIX "man:"

/* Unless a setting softens it. */
static const char *consequence(const struct cause *cause)
{
	bool after = cause->scope == SCOPE_AFTER_KUBELET;

	if (cause->scope == SCOPE_IMAGE)
		return "do not ship the image";
	switch (cause->verdict) {
	case VERDICT_FAIL:
		return after ? "the pod network of this node does not work; kubelet is not held "
			       "back"
			     : "the node is unfit, and kubelet is held back";
	case VERDICT_ERROR:
		return after ? "the result is unknown; kubelet is not held back"
			     : "the result is unknown, and kubelet is held back";
	case VERDICT_WARN:
	case VERDICT_SKIP:
	case VERDICT_PASS:
		break;
	}
	return "a warning: it does not hold kubelet back";
}

/* "modprobe(8), modinfo(8)" */
static char *list_pages(const char *pages)
{
	_cleanup_strv_ char **words = strv_split(pages);

	for (char **word = words; *word; word++)
		memmove(*word, *word + strlen(MAN_PREFIX), strlen(*word + strlen(MAN_PREFIX)) + 1);
	return strv_join(words, ", ");
}

static void explain_cause(enum cause_id id, struct terminal terminal)
{
	const struct cause *cause = cause_get(id);
	const char *background = cause->background ? cause->background : "";
	_cleanup_free_ char *pages = list_pages(cause->pages);
	_cleanup_free_ char *policy = policy_sentence(cause);
	_cleanup_free_ char *text =
		format_text("%s: %s\n\n%s\n\n%s%sFix: %s\n\n%s\n\n"
			    "See also: %s\nMessage id: %s\n",
			    cause->name, consequence(cause), cause->meaning, background,
			    *background ? "\n\n" : "", cause->remedy, policy, pages,
			    cause->message_id);
	_cleanup_free_ char *wrapped = text_wrap(text, terminal.columns);

	/* A command, which is never broken. */
	printf("%sWhen it happened here:\n    journalctl MESSAGE_ID=%s\n", wrapped,
	       cause->message_id);
}

/* All causes: name, verdict, one line. 0 or -EIO. */
static int list_causes(struct terminal terminal)
{
	_cleanup_(table_free) struct libscols_table *table = table_new(terminal, 3, stdout);

	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);
		const char *const cells[] = {cause->name, verdict_name(cause->verdict),
					     cause->meaning};

		table_add(table, cells, NULL);
	}
	table_layout(table, terminal);
	return table_print(table);
}

int command_explain(const struct options *options)
{
	struct terminal terminal = terminal_of_stdout();
	int r = *options->names ? 0 : list_causes(terminal);

	for (char **name = options->names; *name; name++) {
		if (name != options->names)
			putchar('\n');
		explain_cause(cause_find(*name), terminal);
	}
	return finish(r, "the causes");
}
