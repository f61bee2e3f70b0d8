/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * measure REPETITIONS < PLAN: the processor time of commands that are held against each other.
 *
 * Each line of the plan is NAME|BEFORE|COMMAND. In each repetition every command runs once, one after
 * the other, so that what disturbs the machine disturbs all of them. BEFORE goes to the shell and is
 * not measured; COMMAND is split at blanks and executed. The time is user and system time of the
 * process and of what it waited for, in microseconds (wait4); the kernel counts it by its clock, and
 * not by ticks. Prints a line for each command, parted by tabs:
 *
 *   NAME  median  first quartile  third quartile  resident  ratio  first quartile  third quartile
 *
 * resident is the largest peak in KiB. The ratio is that of the first command to this one, taken within
 * each repetition: its median and quartiles.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMANDS_MAX    16
#define WORDS_MAX       64
#define LINE_MAX_BYTES  4096
#define REPETITIONS_MAX 10000
#define MICROSECONDS    1000000L
#define NO_PROGRAM      127

struct command {
	char line[LINE_MAX_BYTES]; /* what the pointers point into */
	char *name, *before;
	char *words[WORDS_MAX + 1];
	double *times, *ratios;
	long resident;
};

static bool command_parse(struct command *command, size_t repetitions)
{
	char *rest = command->line, *state = NULL;
	size_t count = 0;

	rest[strcspn(rest, "\n")] = '\0';
	command->name = strsep(&rest, "|");
	command->before = strsep(&rest, "|");
	for (char *word = rest ? strtok_r(rest, " ", &state) : NULL; word && count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &state))
		command->words[count++] = word;
	command->times = calloc(repetitions, sizeof(*command->times));
	command->ratios = calloc(repetitions, sizeof(*command->ratios));
	return count > 0 && command->times && command->ratios;
}

static void silence(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO && null >= 0; fd++)
		dup2(null, fd);
}

static long microseconds(const struct timeval *time)
{
	return time->tv_sec * MICROSECONDS + time->tv_usec;
}

/* A command that fails would be fast: it ends the benchmark. */
static bool command_run(struct command *command, size_t repetition)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (*command->before && system(command->before) != 0) {
		fprintf(stderr, "measure: before %s: %s failed\n", command->name, command->before);
		return false;
	}
	pid = fork();
	if (pid == 0) {
		silence();
		execvp(command->words[0], command->words);
		_exit(NO_PROGRAM);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("measure");
		return false;
	}
	if (status != 0) {
		fprintf(stderr, "measure: %s ended with status %#x\n", command->name,
			(unsigned int)status);
		return false;
	}
	command->times[repetition] =
		(double)(microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime));
	if (usage.ru_maxrss > command->resident)
		command->resident = usage.ru_maxrss;
	return true;
}

static int compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return first < second ? -1 : first > second;
}

/* Of sorted values; between two of them in proportion. */
static double quantile(const double *values, size_t count, double part)
{
	double place = part * (double)(count - 1);
	size_t below = (size_t)place, above = below + 1 < count ? below + 1 : below;

	return values[below] + (place - (double)below) * (values[above] - values[below]);
}

static void print(struct command *command, size_t repetitions)
{
	static const double parts[] = {0.5, 0.25, 0.75};

	qsort(command->times, repetitions, sizeof(*command->times), compare);
	qsort(command->ratios, repetitions, sizeof(*command->ratios), compare);
	printf("%s", command->name);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		printf("\t%.0f", quantile(command->times, repetitions, parts[i]));
	printf("\t%ld", command->resident);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		printf("\t%.3f", quantile(command->ratios, repetitions, parts[i]));
	printf("\n");
}

static bool measure(struct command *commands, size_t count, size_t repetitions)
{
	for (size_t i = 0; i < repetitions; i++) {
		for (size_t j = 0; j < count; j++)
			if (!command_run(&commands[j], i))
				return false;
		for (size_t j = 0; j < count; j++)
			commands[j].ratios[i] = commands[0].times[i] /
						(commands[j].times[i] > 0 ? commands[j].times[i] : 1);
	}
	return true;
}

int main(int argc, char **argv)
{
	static struct command commands[COMMANDS_MAX];
	long repetitions = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	size_t count = 0;

	if (repetitions < 1 || repetitions > REPETITIONS_MAX) {
		fprintf(stderr, "usage: measure REPETITIONS < PLAN\n");
		return EXIT_FAILURE;
	}
	while (count < COMMANDS_MAX && fgets(commands[count].line, LINE_MAX_BYTES, stdin))
		if (!command_parse(&commands[count++], (size_t)repetitions)) {
			fprintf(stderr, "measure: line %zu is not NAME|BEFORE|COMMAND\n", count);
			return EXIT_FAILURE;
		}
	if (!measure(commands, count, (size_t)repetitions))
		return EXIT_FAILURE;
	for (size_t i = 0; i < count; i++)
		print(&commands[i], (size_t)repetitions);
	return EXIT_SUCCESS;
}
