/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * causes man | catalog: the table of causes as the manual's section and as the journal's catalog.
 * Runs when the project is built, and is not installed.
 */
#include "config.h"

#include "preflight/cause.h"
#include "util.h"

/* As roff has it: '-' in a name is a hyphen to be typed, and a line begins with no control. */
static void put_roff(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == '-' || *c == '\\')
			putchar('\\');
		else if (c == text && (*c == '.' || *c == '\''))
			fputs("\\&", stdout);
		putchar(*c);
	}
}

static void write_man(const struct cause *cause)
{
	fputs(".TP\n.B ", stdout);
	put_roff(cause->name);
	putchar('\n');
	put_roff(cause->meaning);
	putchar('\n');
	put_roff(cause->remedy);
	putchar('\n');
}

static void write_entry(const char *message_id, const char *name, const char *meaning,
			const char *remedy)
{
	printf("-- %s\nSubject: %s\nDefined-By: kubelet-preflight\n"
	       "Documentation: man:kubelet-preflight(8)\n\n%s\n",
	       message_id, name, meaning);
	if (remedy)
		printf("\n%s\n", remedy);
	putchar('\n');
}

/* journalctl puts the fields of the entry that it explains between the at signs. */
static void write_catalog(const struct cause *cause)
{
	_cleanup_free_ char *meaning =
		format_text("%s\n\nHere: @PREFLIGHT_SUBJECT@, kernel @PREFLIGHT_KERNEL@.",
			    cause->meaning);
	_cleanup_free_ char *remedy =
		format_text("%s\nOn this node: @PREFLIGHT_REMEDY@", cause->remedy);

	if (meaning && remedy)
		write_entry(cause->message_id, cause->name, meaning, remedy);
}

int main(int argc, char **argv)
{
	bool man = argc == 2 && text_equal(argv[1], "man");

	if (!man && (argc != 2 || !text_equal(argv[1], "catalog"))) {
		fputs("usage: causes man | catalog\n", stderr);
		return 2;
	}
	if (!man) {
		write_entry(MESSAGE_ID_FIT, "This node is fit",
			    "Every check of kubelet-preflight passed: kernel @PREFLIGHT_KERNEL@ can make\n"
			    "the links of the pod network, and the container runtime accepts its CNI\n"
			    "configuration. kubelet starts.",
			    NULL);
		write_entry(MESSAGE_ID_UNFIT, "This node is unfit",
			    "kubelet-preflight found what keeps pods from their network, or could not\n"
			    "prove that nothing does: @PREFLIGHT_CAUSE@ (@PREFLIGHT_SUBJECT@). kubelet is\n"
			    "held back. A kubelet that runs is never touched.",
			    "On this node: @PREFLIGHT_REMEDY@\n"
			    "kubelet starts by itself once the node is mended.");
		write_entry(MESSAGE_ID_OVERLAY_UP, "The tunnel of the pod network is up",
			    "The tunnel that the CNI of this node makes exists, is up and has its address.\n"
			    "A node without peers yet has no route over it.",
			    NULL);
	}
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		(man ? write_man : write_catalog)(cause_get((enum cause_id)id));
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
