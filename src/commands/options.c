/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line. */
#include "config.h"

#include <errno.h>
#include <getopt.h>

#include "commands/checks.h"
#include "commands/commands.h"
#include "text/kernel_release.h"
#include "text/quote.h"
#include "text/span.h"

#define LONG_BASE 256 /* of what getopt_long() returns for a long option: beyond any letter */

const struct command_option all_options[] = {
	{"root", 0, "DIR", OPTION_ROOT, "check an image or a mounted system instead of /"},
	{"kernel", 0, "RELEASE", OPTION_KERNEL,
	 "check RELEASE instead of the running kernel; 'all' checks every kernel"},
	{"json", 0, NULL, OPTION_JSON, "print one JSON document, for programs"},
	{"next", 0, NULL, OPTION_NEXT, "before a reboot: check the kernel that boots next"},
	{"all", 0, NULL, OPTION_ALL, "also list what is fine, one line each"},
	{"quiet", 'q', NULL, OPTION_QUIET, "print nothing, only set the exit status (-q)"},
	{"verbose", 0, NULL, OPTION_VERBOSE, "show what was checked and found, for a bug report"},
	{"private-network", 0, NULL, OPTION_PRIVATE_NETWORK,
	 "this process has its own network namespace (PrivateNetwork=yes)"},
	{"check", 0, NULL, OPTION_CHECK,
	 "report what is wrong with the settings, or only with the given files"},
	{"wait", 0, NULL, OPTION_WAIT, "wait until the tunnel is up, and watch it from then on"},
	{"dry-run", 0, NULL, OPTION_DRY_RUN, "print the safe commands without running them"},
	{"help", 'h', NULL, OPTION_HELP, "print this help, or that of a command (-h)"},
	{"version", 'V', NULL, OPTION_VERSION, "print the version (-V)"},
};
const size_t all_options_count = ARRAY_SIZE(all_options);

/* What does not go with an option. */
static const struct {
	unsigned int option, others;
	const char *why;
} conflicts[] = {
	{OPTION_WAIT, OPTION_JSON,
	 "--wait prints a line for each change; --json is for a single check"},
	{OPTION_QUIET, OPTION_ALL | OPTION_JSON | OPTION_VERBOSE | OPTION_WAIT,
	 "--quiet prints nothing and cannot be combined with --all, --json, --verbose or --wait"},
};

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

/* Say what is wrong: -EINVAL. */
#define refuse(...) (complain(__VA_ARGS__), -EINVAL)

/* valid: what there is; it is freed. */
static int refuse_word(const char *what, const char *word, char *valid)
{
	_cleanup_free_ char *quoted = quote_message(word), *list = valid;

	return refuse("%s%s%s; valid: %s", what, *word ? ": " : "", quoted, list);
}

/* id: as getopt_long() returns it, or has it in optopt. */
static const struct command_option *find_option(int id)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		if (id == LONG_BASE + (int)i || (id && id == all_options[i].letter))
			return &all_options[i];
	return NULL;
}

static int refuse_option(char **argv, int id)
{
	const struct command_option *option = find_option(id);
	const char letter[] = {'-', (char)id, '\0'};

	if (option && option->argument)
		return refuse("--%s needs a value: --%s=%s", option->name, option->name,
			      option->argument);
	if (option)
		return refuse("--%s takes no value", option->name);
	/* getopt_long() gives an unknown letter, and of an unknown word only where it stood. */
	return refuse_word("unknown option", id ? letter : argv[optind - 1], list_options());
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < all_commands_count; i++)
		if (text_equal(all_commands[i].name, name))
			return &all_commands[i];
	return NULL;
}

static int refuse_command(const char *word)
{
	return refuse_word(word ? "unknown command" : "no command given", word ? word : "",
			   list_commands(0));
}

/* There are too many causes for a line: only the nearest is named. */
static int refuse_cause(const char *word)
{
	_cleanup_free_ char *quoted = quote_message(word);

	return refuse("unknown cause: %s; did you mean %s? \"kubelet-preflight explain\" lists all",
		      quoted, cause_get(cause_nearest(word))->name);
}

static int refuse_argument(const char *command, const char *word)
{
	_cleanup_free_ char *quoted = quote_message(word);

	return refuse("%s takes no arguments, but got \"%s\"", command, quoted);
}

static int validate_name(const struct command *command, const char *name)
{
	switch (command->names) {
	case NAMES_CHECKS:
		return check_find(name) ? 0 : refuse_word("unknown check", name, list_checks());
	case NAMES_CAUSES:
		return cause_find(name) != CAUSE_NONE ? 0 : refuse_cause(name);
	case NAMES_COMMANDS:
		return command_find(name) ? 0 : refuse_command(name);
	case NAMES_NONE:
		return refuse_argument(command->name, name);
	case NAMES_FILES:
	case NAMES_SECONDS:
		break;
	}
	return 0;
}

static int refuse_seconds(const char *command, const char *word)
{
	_cleanup_free_ char *quoted = word ? quote_message(word) : NULL;

	return refuse(
		"%s needs 1 to %d times in seconds, each a number up to %d and greater than the "
		"one before%s%s%s",
		command, OPTIONS_SECONDS_COUNT, OPTIONS_SECONDS_MAX, word ? "; there is \"" : "",
		quoted ? quoted : "", word ? "\"" : "");
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

/* An option that a command would ignore is refused. */
static int validate_options(const struct command *command, unsigned int given)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++)
		if (all_options[i].id & given & ~command->takes) {
			_cleanup_free_ char *list = list_commands(all_options[i].id);

			return refuse("%s does not take --%s, an option of %s", command->name,
				      all_options[i].name, list);
		}
	for (size_t i = 0; i < ARRAY_SIZE(conflicts); i++)
		if ((given & conflicts[i].option) && (given & conflicts[i].others))
			return refuse("%s", conflicts[i].why);
	return 0;
}

/* What goes with each other, of options and names that are right by themselves. */
static int validate_together(const struct options *options)
{
	const char *command = options->command->name;
	bool takes_files = options->command->names == NAMES_FILES;
	unsigned int given = options->given;

	if ((given & OPTION_NEXT) && (options->kernel || *options->names))
		return refuse(
			"--next checks the kernel that boots next, its modules and their package; "
			"it cannot be combined with --kernel or the name of a check");
	if (takes_files && *options->names && (given & OPTION_ELSEWHERE || !(given & OPTION_CHECK)))
		return refuse("%s takes files only with --check", command);
	if (takes_files && (given & OPTION_QUIET) && !(given & OPTION_CHECK))
		return refuse("%s takes --quiet only with --check", command);
	return 0;
}

static int validate_kernel(const char *release)
{
	_cleanup_free_ char *quoted = quote_message(release);

	if (kernel_release_valid(release))
		return 0;
	return refuse("--kernel=%s is not a kernel release; it must be one name below /lib/modules",
		      quoted);
}

static int validate(struct options *options)
{
	int r = validate_options(options->command, options->given);

	for (char **name = options->names; r == 0 && *name; name++)
		r = validate_name(options->command, *name);
	if (r == 0)
		r = validate_together(options);
	if (r == 0 && options->kernel)
		r = validate_kernel(options->kernel);
	return r == 0 && options->command->names == NAMES_SECONDS ? read_seconds(options) : r;
}

/* --help and --version, whatever else stands there; --help is about the command that does. */
static void choose_help(struct options *options)
{
	bool is_help = options->given & OPTION_HELP;

	options->command = command_find(is_help ? "help" : "version");
	if (is_help && *options->names && command_find(*options->names))
		options->names[1] = NULL;
	else
		options->names += strv_length(options->names);
}

static int choose_command(struct options *options)
{
	if (!*options->names)
		return refuse_command(NULL);
	options->command = command_find(*options->names);
	if (!options->command)
		return refuse_command(*options->names);
	options->names++;
	return validate(options);
}

/* For getopt_long(): the names with LONG_BASE and their index, and the letters. */
static void list_for_getopt(struct option *ret_names, char *ret_letters)
{
	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++) {
		ret_names[i] = (struct option){
			.name = all_options[i].name,
			.has_arg = all_options[i].argument ? required_argument : no_argument,
			.val = LONG_BASE + (int)i,
		};
		if (all_options[i].letter)
			*ret_letters++ = all_options[i].letter;
	}
}

int options_parse(int argc, char **argv, struct options *ret)
{
	struct option names[ARRAY_SIZE(all_options) + 1] = {0};
	char letters[ARRAY_SIZE(all_options) + 1] = "";
	struct options options = {.root = "/"};
	int id, r = 0;

	list_for_getopt(names, letters);
	opterr = 0;
	while ((id = getopt_long(argc, argv, letters, names, NULL)) >= 0) {
		const struct command_option *option = find_option(id);

		if (!option)
			return refuse_option(argv, optopt);
		options.given |= option->id;
		if (option->id == OPTION_ROOT)
			options.root = optarg;
		if (option->id == OPTION_KERNEL)
			options.kernel = optarg;
	}
	options.names = argv + optind;
	if (options.given & (OPTION_HELP | OPTION_VERSION))
		choose_help(&options);
	else
		r = choose_command(&options);
	if (r == 0)
		*ret = options;
	return r;
}
