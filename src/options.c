/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line. */
#include "config.h"

#include <errno.h>
#include <getopt.h>

#include "formats/kernel_release.h"
#include "formats/quote.h"
#include "options.h"
#include "preflight/check.h"
#include "util.h"

enum option_id { OPTION_ROOT = 256, OPTION_KERNEL, OPTION_JSON, OPTION_PRIVATE_NETWORK, OPTION_WAIT };

static const struct {
	const char *name, *argument;
	int id;
	const char *summary;
} all_options[] = {
	{"root", "DIR", OPTION_ROOT, "look at an image or a mounted system instead of /"},
	{"kernel", "RELEASE", OPTION_KERNEL,
	 "look at another kernel than the running one, or at all: an image as it ships"},
	{"json", NULL, OPTION_JSON, "print one JSON document, for programs"},
	{"private-network", NULL, OPTION_PRIVATE_NETWORK,
	 "the network namespace is this process's own (PrivateNetwork=yes)"},
	{"wait", NULL, OPTION_WAIT, "with overlay: wait until the tunnel is up, and watch it from then on"},
	{"help", NULL, 'h', "print this"},
	{"version", NULL, 'V', "print the version"},
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
	fprintf(stream, "\nExit status: 0 fit, 1 unfit, 2 wrong usage, 3 could not tell.\n");
}

static char *list_commands(void)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < all_commands_count; i++)
		if (strv_append(&names, all_commands[i].name) < 0)
			return NULL;
	return strv_join(names, ", ");
}

static char *list_checks(void)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < all_checks_count; i++)
		if (strv_append(&names, all_checks[i]->name) < 0)
			return NULL;
	return strv_join(names, ", ");
}

static char *list_options(void)
{
	_cleanup_strv_ char **names = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(all_options); i++) {
		_cleanup_free_ char *name = format_text("--%s", all_options[i].name);

		if (!name || strv_append(&names, name) < 0)
			return NULL;
	}
	return strv_join(names, ", ");
}

static int refuse(const char *what, const char *word, const char *list)
{
	_cleanup_free_ char *quoted = quote_message(word);

	fprintf(stderr, "kubelet-preflight: %s%s%s; there are %s\n", what, *word ? ": " : "",
		quoted ? quoted : "", list ? list : "none");
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
	case OPTION_JSON:
		options->json = true;
		break;
	case OPTION_PRIVATE_NETWORK:
		options->private_network = true;
		break;
	case OPTION_WAIT:
		options->wait = true;
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
	_cleanup_free_ char *list = list_commands();

	for (size_t i = 0; word && i < all_commands_count; i++)
		if (text_equal(all_commands[i].name, word))
			options->command = &all_commands[i];
	if (options->command)
		return 0;
	return refuse(word ? "unknown command" : "no command given", word ? word : "", list);
}

static int validate(const struct options *options)
{
	const struct command *command = options->command;
	_cleanup_free_ char *list = NULL;

	if (*options->names && !command->takes_names) {
		list = quote_message(*options->names);
		fprintf(stderr, "kubelet-preflight: %s takes no arguments, and there is \"%s\"\n",
			command->name, list ? list : "");
		return -EINVAL;
	}
	for (char **name = options->names; *name; name++) {
		if (check_find(*name))
			continue;
		list = list_checks();
		return refuse("unknown check", *name, list);
	}
	if (!command->takes_elsewhere && (options->kernel || !text_equal(options->root, "/"))) {
		fprintf(stderr, "kubelet-preflight: %s acts on the running system: --root and --kernel "
				"are for check\n",
			command->name);
		return -EINVAL;
	}
	if (options->wait && !command->takes_wait) {
		fprintf(stderr, "kubelet-preflight: --wait is for overlay, and %s does not wait\n",
			command->name);
		return -EINVAL;
	}
	if (options->kernel && !kernel_release_valid(options->kernel)) {
		list = quote_message(options->kernel);
		fprintf(stderr, "kubelet-preflight: --kernel=%s is no kernel release; it must be one "
				"name below /lib/modules\n",
			list ? list : "");
		return -EINVAL;
	}
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret)
{
	struct option long_options[ARRAY_SIZE(all_options) + 1] = {0};
	struct options options = {.root = "/"};
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
	}
	options.names = argv + optind;
	if (!options.help && !options.version) {
		r = find_command(argv[optind], &options);
		if (r < 0)
			return r;
		options.names = argv + optind + 1;
		r = validate(&options);
		if (r < 0)
			return r;
	}
	*ret = options;
	return 0;
}
