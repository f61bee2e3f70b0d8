/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sink SOCKET COMMAND...: run the command while somebody takes what is sent to the datagram socket, as
 * journald does. The exit status is the command's.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_PROGRAM 127

/* What is longer is cut off, and nobody reads it. */
#define MESSAGE_SIZE 65536

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return fd;
}

static void __attribute__((noreturn)) drain(int fd)
{
	static char message[MESSAGE_SIZE];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (recv(fd, message, sizeof(message), 0) >= 0)
		;
	_exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	int fd, status = 0;
	pid_t reader, pid;

	if (argc < 3) {
		fprintf(stderr, "usage: sink SOCKET COMMAND...\n");
		return EXIT_FAILURE;
	}
	fd = listen_at(argv[1]);
	if (fd < 0) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	reader = fork();
	if (reader == 0)
		drain(fd);
	pid = reader < 0 ? -1 : fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(NO_PROGRAM);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		perror("sink");
	if (reader > 0)
		kill(reader, SIGKILL);
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
