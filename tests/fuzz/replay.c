/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each target over its corpus, without libFuzzer: every file as it is, cut short at each length, and
 * grown to the size that the readers of files are held to, the whole repeated and the end of it: what
 * takes time with the square of the size does not come to its end within the limit. TAP.
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "system/sysroot.h"
#include "target.h"
#include "util/util.h"

#define CPU_LIMIT_S 20              /* of a target over all its files; it takes less than one */
#define CUTS_MAX    512             /* longer files are cut short at this many places */
#define TAIL_SIZE   4
#define FILES_MIN   2               /* less is no corpus */
#define INPUT_MAX   SYSROOT_TEXT_MAX

static char *read_whole(const char *path, size_t *ret_size)
{
	char *bytes = malloc(INPUT_MAX);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = bytes && fd >= 0 ? read(fd, bytes, INPUT_MAX) : -1;

	if (got < 0) {
		fprintf(stderr, "%s: %m\n", path);
		exit(1);
	}
	*ret_size = (size_t)got;
	return bytes;
}

/* The last so many bytes again and again. */
static void run_grown(const struct target *target, const char *bytes, size_t size, size_t tail)
{
	_cleanup_free_ char *large = malloc(INPUT_MAX);

	CLAIM(large);
	memcpy(large, bytes, size);
	for (size_t at = size; at < INPUT_MAX; at++)
		large[at] = large[at - tail];
	target_run(target, large, INPUT_MAX);
}

static void run_file(const struct target *target, const char *path)
{
	size_t size = 0;
	_cleanup_free_ char *bytes = read_whole(path, &size);
	size_t step = size / CUTS_MAX + 1;

	for (size_t length = 0; length < size; length += step)
		target_run(target, bytes, length);
	target_run(target, bytes, size);
	if (size > 0)
		run_grown(target, bytes, size, size);
	if (size > TAIL_SIZE)
		run_grown(target, bytes, size, TAIL_SIZE);
}

/* In a child, which is to fall alone. */
static void run_corpus(const struct target *target, const char *directory)
{
	const struct rlimit limit = {CPU_LIMIT_S, CPU_LIMIT_S};
	DIR *corpus = opendir(directory);
	int files = 0;

	if (!corpus) {
		fprintf(stderr, "%s: %m\n", directory);
		exit(1);
	}
	setrlimit(RLIMIT_CPU, &limit);
	for (struct dirent *entry; (entry = readdir(corpus));) {
		_cleanup_free_ char *path = format_text("%s/%s", directory, entry->d_name);

		if (*entry->d_name == '.')
			continue;
		CLAIM(path);
		/* What a time limit or a crash meant is told by the last name. */
		if (getenv("VERBOSE"))
			fprintf(stderr, "# %s\n", path);
		run_file(target, path);
		files++;
	}
	closedir(corpus);
	exit(files < FILES_MIN);
}

static bool replay(const struct target *target, const char *source)
{
	_cleanup_free_ char *directory = format_text("%s/tests/fuzz/corpus/%s", source, target->name);
	pid_t child;
	int status = 0;

	CLAIM(directory);
	fflush(stdout);
	child = fork();
	if (child == 0)
		run_corpus(target, directory);
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) {
		printf("# %s: %s\n", target->name,
		       WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "no child");
		return false;
	}
	return WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
	const char *source = getenv("srcdir");
	bool failed = false;

	printf("1..%zu\n", target_count);
	for (size_t i = 0; i < target_count; i++) {
		bool good = replay(&targets[i], source ? source : ".");

		printf("%s %zu - %s over its corpus\n", good ? "ok" : "not ok", i + 1,
		       targets[i].name);
		failed |= !good;
	}
	return failed;
}
