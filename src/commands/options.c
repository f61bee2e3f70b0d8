/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line. */
#include "config.h"

#include <errno.h>
#include <getopt.h>

#include "commands/checks.h"
#include "commands/options.h"
#include "text/kernel_release.h"
#include "text/quote.h"
#include "text/span.h"
#include "util/util.h"

enum option_id {
	OPTION_ROOT = 256,
	OPTION_KERNEL,
	OPTION_NEXT,
	OPTION_JSON,
	OPTION_VERBOSE,
	OPTION_PRIVATE_NETWORK,
	OPTION_WAIT,
	OPTION_CHECK,
	OPTION_DRY_RUN,
	OPTION_ALL,
};

/* of: the commands that take it, by their TAKES_ flag; 0 for all. */
static const struct {
	const char *name, *argument;
	int id;
	unsigned int of;
	const char *summary;
} all_options[] = {
	{"root", "DIR", OPTION_ROOT, TAKES_ROOT,
	 "look at an image or a mounted system instead of /"},
	{"kernel", "RELEASE", OPTION_KERNEL, TAKES_KERNEL,
	 "look at another kernel than the running one, or at all: an image as it ships"},
	{"json", NULL, OPTION_JSON, TAKES_JSON, "print one JSON document, for programs"},
	{"next", NULL, OPTION_NEXT, TAKES_NEXT,
	 "ask before a reboot: does the kernel that boots next ship what this node needs?"},
	{"all", NULL, OPTION_ALL, TAKES_ALL, "list what is fine as well, a line each"},
	{"verbose", NULL, OPTION_VERBOSE, TAKES_VERBOSE,
	 "show what was looked at and what was seen, for a bug report"},
	{"private-network", NULL, OPTION_PRIVATE_NETWORK, TAKES_PRIVATE_NETWORK,
	 "the network namespace is this process's own (PrivateNetwork=yes)"},
	{"check", NULL, OPTION_CHECK, TAKES_CHECK,
	 "say what is wrong with the settings, or with the files alone that follow"},
	{"wait", NULL, OPTION_WAIT, TAKES_WAIT, "wait until the tunnel is up, and watch it from then on"},
	{"dry-run", NULL, OPTION_DRY_RUN, TAKES_DRY_RUN, "print the commands that are safe, and run none"},
	{"help", NULL, 'h', 0, "print this"},
	{"version", NULL, 'V', 0, "print the version"},
};

void options_usage(FILE *stream)
{
	fprintf(stream, "kubelet-preflight proves that this node can carry pod traffic, before kubelet "
			"starts.\n\nUsage: kubelet-preflight COMMAND [OPTION...]\n\nCommands:\n");
	for (size_t i = 0; i < all_commands_count; i++)
		fprintf(stream, "  %s%-*s %s\n", all_commands[i].name,
			(int)(28 - strlen(all_commands[i].name)), all_commands[i].arguments,
			all_commands[i].summary);
	fprintf(stream, "\nChecks:\n");
	for (size_t i = 0; i < all_checks_count; i++)
		fprintf(stream, "  %-28s %s\n", all_checks[i]->name, all_checks[i]->title);
	fprintf(stream, "\nOptions:\n");
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		fprintf(stream, "  --%s%s%-*s %s\n", all_options[i].name,
			all_options[i].argument ? "=" : "",
			(int)(26 - strlen(all_options[i].name) - (all_options[i].argument ? 1 : 0)),
			all_options[i].argument ? all_options[i].argument : "",
			all_options[i].summary);
	fprintf(stream, "\nCauses: kubelet-preflight explain lists them.\n"
			"Exit status: 0 fit, 1 unfit, 2 wrong usage, 3 could not tell.\n");
}

/* Of the commands that take these options; 0: all. */
static char *list_commands(unsigned int takes)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < all_commands_count; i++)
		if ((all_commands[i].takes & takes) == takes)
			strv_append(&names, all_commands[i].name);
	return strv_join(names, ", ");
}

static char *list_checks(void)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < all_checks_count; i++)
		strv_append(&names, all_checks[i]->name);
	return strv_join(names, ", ");
}

static char *list_options(void)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++) {
		_cleanup_free_ char *name = format_text("--%s", all_options[i].name);

		strv_append(&names, name);
	}
	return strv_join(names, ", ");
}

static int refuse(const char *what, const char *word, const char *list)
{
	_cleanup_free_ char *quoted = quote_message(word);

	fprintf(stderr, "kubelet-preflight: %s%s%s; there are %s\n", what, *word ? ": " : "",
		quoted, list);
	return -EINVAL;
}

static int refuse_option(char **argv, int id)
{
	_cleanup_free_ char *list = list_options();
	const char letter[] = {'-', (char)id, '\0'};

	for (size_t i = 0; id && i < ARRAY_SIZE(all_options); i++)
		if (all_options[i].id == id && all_options[i].argument) {
			fprintf(stderr, "kubelet-preflight: --%s needs a value: --%s=%s\n",
				all_options[i].name, all_options[i].name, all_options[i].argument);
			return -EINVAL;
		} else if (all_options[i].id == id) {
			fprintf(stderr, "kubelet-preflight: --%s takes no value\n",
				all_options[i].name);
			return -EINVAL;
		}
	/* getopt_long() tells an unknown letter, and of an unknown word only where it stood. */
	return refuse("unknown option", id ? letter : argv[optind - 1], list);
}

static int parse_option(int id, struct options *options)
{
	switch (id) {
	case OPTION_ROOT:
		options->root = optarg;
		break;
	case OPTION_KERNEL:
		options->kernel = optarg;
		break;
	case OPTION_NEXT:
		options->next = true;
		break;
	case OPTION_JSON:
		options->json = true;
		break;
	case OPTION_VERBOSE:
		options->verbose = true;
		break;
	case OPTION_PRIVATE_NETWORK:
		options->private_network = true;
		break;
	case OPTION_CHECK:
		options->check = true;
		break;
	case OPTION_WAIT:
		options->wait = true;
		break;
	case OPTION_ALL:
		options->all = true;
		break;
	case OPTION_DRY_RUN:
		options->dry_run = true;
		break;
	case 'h':
		options->help = true;
		break;
	case 'V':
		options->version = true;
		break;
	default:
		return -EINVAL;
	}
	return 0;
}

static int find_command(const char *word, struct options *options)
{
	_cleanup_free_ char *list = NULL;

	for (size_t i = 0; word && i < all_commands_count; i++)
		if (text_equal(all_commands[i].name, word))
			options->command = &all_commands[i];
	if (options->command)
		return 0;
	list = list_commands(0);
	return refuse(word ? "unknown command" : "no command given", word ? word : "", list);
}

/* There are too many causes for a line: only the nearest is named. */
static int refuse_cause(const char *word)
{
	_cleanup_free_ char *quoted = quote_message(word);

	fprintf(stderr,
		"kubelet-preflight: unknown cause: %s; the nearest is %s, and "
		"\"kubelet-preflight explain\" lists all\n",
		quoted, cause_get(cause_nearest(word))->name);
	return -EINVAL;
}

static int validate_names(const struct options *options)
{
	_cleanup_free_ char *list = NULL;

	for (char **name = options->names; *name; name++)
		switch (options->command->names) {
		case NAMES_CHECKS:
			if (check_find(*name))
				break;
			list = list_checks();
			return refuse("unknown check", *name, list);
		case NAMES_CAUSES:
			if (cause_find(*name) != CAUSE_NONE)
				break;
			return refuse_cause(*name);
		case NAMES_NONE:
			list = quote_message(*name);
			fprintf(stderr,
				"kubelet-preflight: %s takes no arguments, and there is \"%s\"\n",
				options->command->name, list);
			return -EINVAL;
		case NAMES_FILES:
		case NAMES_SECONDS:
			break;
		}
	return 0;
}

static int refuse_seconds(const char *command, const char *word)
{
	_cleanup_free_ char *quoted = word ? quote_message(word) : NULL;

	fprintf(stderr,
		"kubelet-preflight: %s needs 1 to %d times in seconds, each a number up to %d and greater "
		"than the one before%s%s%s\n",
		command, OPTIONS_SECONDS_COUNT, OPTIONS_SECONDS_MAX, word ? "; there is \"" : "",
		quoted ? quoted : "", word ? "\"" : "");
	return -EINVAL;
}

static int read_seconds(struct options *options)
{
	const char *command = options->command->name;
	long number, before = -1;

	if (!*options->names)
		return refuse_seconds(command, NULL);
	for (char **name = options->names; *name; name++) {
		if (options->seconds_count == OPTIONS_SECONDS_COUNT ||
		    parse_number(*name, OPTIONS_SECONDS_MAX, &number) < 0 || number <= before)
			return refuse_seconds(command, *name);
		options->seconds[options->seconds_count++] = (unsigned int)number;
		before = number;
	}
	return 0;
}

/* An option that a command would not heed is not passed over in silence. given: TAKES_ flags. */
static int validate_options(const struct command *command, unsigned int given)
{
	unsigned int refused = given & ~command->takes;
	_cleanup_free_ char *list = NULL;

	if ((refused & TAKES_ELSEWHERE) && !(command->takes & TAKES_ROOT)) {
		list = list_commands(TAKES_ELSEWHERE);
		fprintf(stderr, "kubelet-preflight: %s %s: --root and --kernel are for %s\n",
			command->name,
			command->names == NAMES_CAUSES ? "looks at no system"
						       : "acts on the running system",
			list);
		return -EINVAL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		if (all_options[i].of & refused) {
			fprintf(stderr, "kubelet-preflight: %s does not take --%s\n", command->name,
				all_options[i].name);
			return -EINVAL;
		}
	return 0;
}

static int validate(const struct options *options, unsigned int given)
{
	_cleanup_free_ char *quoted = NULL;
	int r = validate_options(options->command, given);

	if (r == 0)
		r = validate_names(options);
	if (r < 0)
		return r;
	if (options->wait && options->json) {
		fputs("kubelet-preflight: --wait says in lines what happens: --json is for one look\n",
		      stderr);
		return -EINVAL;
	}
	if (options->next && (options->kernel || *options->names)) {
		fputs("kubelet-preflight: --next takes the kernel that boots next, its modules and their "
		      "package: it goes with neither --kernel nor the name of a check\n",
		      stderr);
		return -EINVAL;
	}
	if (options->command->names == NAMES_FILES && *options->names &&
	    (!options->check || (given & TAKES_ROOT))) {
		fprintf(stderr, "kubelet-preflight: %s takes files with --check alone\n",
			options->command->name);
		return -EINVAL;
	}
	if (options->kernel && !kernel_release_valid(options->kernel)) {
		quoted = quote_message(options->kernel);
		fprintf(stderr,
			"kubelet-preflight: --kernel=%s is no kernel release; it must be one "
			"name below /lib/modules\n",
			quoted);
		return -EINVAL;
	}
	return 0;
}

static unsigned int flag_of(int id)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		if (all_options[i].id == id)
			return all_options[i].of;
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret)
{
	struct option long_options[ARRAY_SIZE(all_options) + 1] = {0};
	struct options options = {.root = "/"};
	unsigned int given = 0;
	int id, r;

	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		long_options[i] = (struct option){
			.name = all_options[i].name,
			.has_arg = all_options[i].argument ? required_argument : no_argument,
			.val = all_options[i].id,
		};
	opterr = 0;
	while ((id = getopt_long(argc, argv, "hV", long_options, NULL)) >= 0) {
		if (id == '?')
			return refuse_option(argv, optopt);
		r = parse_option(id, &options);
		if (r < 0)
			return r;
		given |= flag_of(id);
	}
	options.names = argv + optind;
	if (!options.help && !options.version) {
		r = find_command(argv[optind], &options);
		if (r < 0)
			return r;
		options.names = argv + optind + 1;
		r = validate(&options, given);
		if (r == 0 && options.command->names == NAMES_SECONDS)
			r = read_seconds(&options);
		if (r < 0)
			return r;
	}
	*ret = options;
	return 0;
}
