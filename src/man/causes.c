/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * causes man | catalog | names: the table of causes as the manual's section, as the journal's
 * catalog, and as a line of names for the shells. Runs when the project is built, and is not
 * installed.
 */
#include "config.h"

#include "core/policy.h"
#include "text/wrap.h"
#include "util/util.h"

#define CATALOG_COLUMNS 76 /* journalctl indents the text by three */

/*
 * No @PREFLIGHT_REMEDY@: journalctl prints the name of a field that is missing, or has 256 bytes.
 */
#define ON_THIS_NODE                                                                               \
	"The command for this node, if there is one, is at the end of the message, after \"run:\"."

/* An entry is read alone, by someone who may never have heard of the program. */
#define THE_GATE                                                                                   \
	"\n\nThe gate is kubelet-preflight.service, which checks this node before kubelet starts."

/* A line as roff has it: '-' in a name is a hyphen to be typed, and it begins with no control. */
static void put_roff(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == '-' || *c == '\\')
			putchar('\\');
		else if (c == text && (*c == '.' || *c == '\''))
			fputs("\\&", stdout);
		putchar(*c);
	}
	putchar('\n');
}

static void write_man(enum cause_id id)
{
	const struct cause *cause = cause_get(id);
	_cleanup_free_ char *policy = policy_sentence(cause);

	fputs(".TP\n.B ", stdout);
	put_roff(cause->name);
	put_roff(cause->meaning);
	if (cause->background)
		put_roff(cause->background);
	put_roff(cause->remedy);
	put_roff(policy);
}

static void write_entry(const char *message_id, const char *subject, const char *text)
{
	_cleanup_free_ char *wrapped = text_wrap(text, CATALOG_COLUMNS);

	printf("-- %s\nSubject: %s\nDefined-By: kubelet-preflight\n"
	       "Documentation: man:kubelet-preflight(8)\n\n%s\n\n",
	       message_id, subject, wrapped);
}

/* journalctl puts the fields of the entry that it explains between the at signs. */
static void write_catalog(enum cause_id id)
{
	const struct cause *cause = cause_get(id);
	const char *background = cause->background ? cause->background : "";
	_cleanup_free_ char *policy = policy_sentence(cause);
	_cleanup_free_ char *found =
		format_text("%s%s%s", cause->meaning, *background ? "\n\n" : "", background);
	bool gate = strcasestr(found, "the gate") || strcasestr(cause->remedy, "the gate");
	_cleanup_free_ char *text = format_text(
		"%s%s\n\nAffected: @PREFLIGHT_SUBJECT@, kernel @PREFLIGHT_KERNEL@.\n\n"
		"Fix: %s\n" ON_THIS_NODE "\n\n%s\n\n"
		"See also: %s\nkubelet-preflight explain %s",
		found, gate ? THE_GATE : "", cause->remedy, policy, cause->pages, cause->name);

	write_entry(cause->message_id, cause->name, text);
}

static void write_verdicts(void)
{
	write_entry(
		MESSAGE_ID_FIT, "This node is fit",
		"Every check of kubelet-preflight passed: kernel @PREFLIGHT_KERNEL@ can make "
		"the links of the pod network, and the container runtime accepts its CNI "
		"configuration. kubelet starts.\n\n"
		"A message that begins with \"Fit by policy\" proves less: a fault was found, and "
		"Warn= in the settings made it a warning.\n\n"
		"See also: man:kubelet-preflight.conf(5)");
	write_entry(MESSAGE_ID_UNFIT, "This node is unfit",
		    "kubelet-preflight found what keeps pods from their network, or could not "
		    "prove that nothing does: @PREFLIGHT_CAUSE@ (@PREFLIGHT_SUBJECT@). kubelet is "
		    "held back; in report mode, and on a node that was released, it starts all the "
		    "same, and the message says so. A kubelet that runs is never "
		    "touched.\n\n" ON_THIS_NODE " "
		    "kubelet starts by itself once the node is fixed.\n\n"
		    "See also: man:kubelet-preflight.service(8)\n"
		    "kubelet-preflight explain @PREFLIGHT_CAUSE@");
	write_entry(
		MESSAGE_ID_LAST_FIT, "What has changed since this node was fit",
		"The last check that found this node fit recorded its kernel, container runtime "
		"and network file. What differs now may or may not be the cause: the verdict "
		"and its cause are in the other entries of this check.\n\n"
		"See also: man:kubelet-preflight(8)");
	write_entry(
		MESSAGE_ID_RELEASED, "This node is released until its next boot",
		"\"kubelet-preflight release\" was run on this node: kubelet starts, whatever the "
		"check finds, until the node reboots. The verdict does not change.\n\n"
		"To undo this for the next start of kubelet:\n"
		"    systemctl stop kubelet-preflight-release.service\n\n"
		"See also: man:kubelet-preflight.service(8)");
	write_entry(MESSAGE_ID_OVERLAY_UP, "The tunnel of the pod network is up",
		    "The tunnel interface that this node's CNI creates exists, is up and has its "
		    "address. "
		    "A node without peers yet has no route over it.\n\n"
		    "See also: man:kubelet-preflight.service(8)");
}

static void write_name(enum cause_id id)
{
	printf("%s%s", cause_get(id)->name, id + 1 < _CAUSE_COUNT ? " " : "\n");
}

static const struct {
	const char *form;
	void (*begin)(void);
	void (*write)(enum cause_id id);
} forms[] = {
	{"man", NULL, write_man},
	{"catalog", write_verdicts, write_catalog},
	{"names", NULL, write_name},
};

int main(int argc, char **argv)
{
	size_t form = 0;

	while (form < ARRAY_SIZE(forms) && (argc != 2 || !text_equal(argv[1], forms[form].form)))
		form++;
	if (form == ARRAY_SIZE(forms)) {
		fputs("usage: causes man | catalog | names\n", stderr);
		return 2;
	}
	if (forms[form].begin)
		forms[form].begin();
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		forms[form].write((enum cause_id)id);
	/* The rule of make fails then, so that no text that is cut off is installed. */
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
