/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "help" and "version". The usage is printed from the tables of commands, checks and options. */
#include "config.h"

#include <limits.h>

#include "commands/checks.h"
#include "commands/commands.h"

#define WORD_COLUMNS 28

/* One line: a word with its argument, and what it is. */
static void print_row(const char *word, const char *argument, const char *summary)
{
	printf("  %s%-*s %s\n", word, (int)(WORD_COLUMNS - strlen(word)), argument, summary);
}

static void print_checks(void)
{
	fputs("\nChecks:\n", stdout);
	for (size_t i = 0; i < all_checks_count; i++)
		print_row(all_checks[i]->name, "", all_checks[i]->title);
}

/* Those of the set; every command takes --help and --version. */
static void print_options(unsigned int set)
{
	fputs("\nOptions:\n", stdout);
	for (size_t i = 0; i < all_options_count; i++) {
		const struct command_option *option = &all_options[i];
		_cleanup_free_ char *word =
			format_text("--%s%s", option->name, option->argument ? "=" : "");

		if (option->id & (set | OPTION_HELP | OPTION_VERSION))
			print_row(word, option->argument ? option->argument : "", option->summary);
	}
}

static void print_all(void)
{
	fputs("kubelet-preflight proves that this node can carry pod traffic, before kubelet "
	      "starts.\n\n"
	      "Usage: kubelet-preflight COMMAND [OPTION...]\n\nCommands:\n",
	      stdout);
	for (size_t i = 0; i < all_commands_count; i++)
		print_row(all_commands[i].name, all_commands[i].arguments, all_commands[i].summary);
	print_checks();
	print_options(UINT_MAX);
	fputs("\nCauses: kubelet-preflight explain lists them.\n"
	      "Exit status: 0 fit, 1 unfit, 2 wrong usage, 3 could not tell.\n",
	      stdout);
}

static void print_command(const struct command *command)
{
	printf("Usage: kubelet-preflight %s%s\n\n%s\n", command->name, command->arguments,
	       command->summary);
	if (command->names == NAMES_CHECKS)
		print_checks();
	print_options(command->takes);
}

int command_help(const struct options *options)
{
	if (!*options->names)
		print_all();
	for (char **name = options->names; *name; name++) {
		if (name != options->names)
			putchar('\n');
		print_command(command_find(*name));
	}
	return finish(0, "the text");
}

int command_version(const struct options *options)
{
	printf("kubelet-preflight %s\n", PACKAGE_VERSION);
	return finish(0, "the text");
}
