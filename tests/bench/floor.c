/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * floor FILE DIRECTORY [MODULE...]: the work in the kernel that nobody can avoid, and nothing else.
 *
 * Load the modules (paths of files, in their order), make a vxlan interface in a fresh network
 * namespace and set it up, read the CNI file, and write a file durably into the directory; with "-" for
 * it none is written. It proves nothing, looks at nothing and tells nobody: what a gate that does its
 * work is held against.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINK_NAME    "floor0"
#define VNI          4096
#define PORT         4789
#define REQUEST_SIZE 512
#define REPLY_SIZE   4096
#define READ_SIZE    65536
#define FILE_NAME    "floor.conf"
#define PART_NAME    ".floor.conf.part"
#define FILE_MODE    0644

/* MODULE_INIT_COMPRESSED_FILE, Linux 5.17: what is compressed (.ko.xz) the kernel unpacks itself. */
#define COMPRESSED_FILE 4

static const char text[] = "vxlan\n";

struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	char attributes[REQUEST_SIZE];
};

static bool fail(const char *what)
{
	perror(what);
	return false;
}

static bool load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *dot = strrchr(path, '.');
	int flags = dot && strcmp(dot, ".ko") != 0 ? COMPRESSED_FILE : 0;

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", flags) < 0 && errno != EEXIST))
		return fail(path);
	return close(fd) == 0;
}

static struct rtattr *put(struct request *request, unsigned short type, const void *data, size_t size)
{
	/* It is aligned: the message begins so, and NLMSG_ALIGN() keeps it. */
	void *end_of_message = (char *)request + NLMSG_ALIGN(request->header.nlmsg_len);
	struct rtattr *attribute = end_of_message;

	attribute->rta_type = type;
	attribute->rta_len = (unsigned short)RTA_LENGTH(size);
	if (size > 0)
		memcpy(RTA_DATA(attribute), data, size);
	request->header.nlmsg_len = NLMSG_ALIGN(request->header.nlmsg_len) + RTA_SPACE(size);
	return attribute;
}

static void end(struct request *request, struct rtattr *nest)
{
	nest->rta_len = (unsigned short)((char *)request + request->header.nlmsg_len - (char *)nest);
}

static bool talk(int fd, struct request *request)
{
	char reply[REPLY_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *header = (const struct nlmsghdr *)reply;
	const struct nlmsgerr *error = NLMSG_DATA(header);

	request->header.nlmsg_type = RTM_NEWLINK;
	request->header.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (send(fd, request, request->header.nlmsg_len, 0) < 0 ||
	    recv(fd, reply, sizeof(reply), 0) < (ssize_t)NLMSG_LENGTH(sizeof(*error)))
		return false;
	errno = -error->error;
	return header->nlmsg_type == NLMSG_ERROR && error->error == 0;
}

static bool create(int fd)
{
	struct request request = {.header.nlmsg_len = NLMSG_LENGTH(sizeof(request.link))};
	const unsigned short port = htons(PORT);
	const unsigned int vni = VNI;
	struct rtattr *info, *data;

	request.header.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL;
	put(&request, IFLA_IFNAME, LINK_NAME, sizeof(LINK_NAME));
	info = put(&request, IFLA_LINKINFO, NULL, 0);
	put(&request, IFLA_INFO_KIND, "vxlan", strlen("vxlan"));
	data = put(&request, IFLA_INFO_DATA, NULL, 0);
	put(&request, IFLA_VXLAN_ID, &vni, sizeof(vni));
	put(&request, IFLA_VXLAN_PORT, &port, sizeof(port));
	end(&request, data);
	end(&request, info);
	return talk(fd, &request);
}

static bool set_up(int fd)
{
	struct request request = {.header.nlmsg_len = NLMSG_LENGTH(sizeof(request.link))};

	request.link.ifi_change = IFF_UP;
	request.link.ifi_flags = IFF_UP;
	put(&request, IFLA_IFNAME, LINK_NAME, sizeof(LINK_NAME));
	return talk(fd, &request);
}

static bool make_link(void)
{
	int fd = unshare(CLONE_NEWNET) < 0
			 ? -1
			 : socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || !create(fd) || !set_up(fd))
		return fail("vxlan link");
	return close(fd) == 0;
}

static bool read_file(const char *path)
{
	static char buffer[READ_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	do
		got = fd < 0 ? -1 : read(fd, buffer, sizeof(buffer));
	while (got > 0);
	return got == 0 && close(fd) == 0 ? true : fail(path);
}

static bool write_file(const char *path)
{
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = directory < 0 ? -1
			       : openat(directory, PART_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
					FILE_MODE);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || fsync(fd) < 0 || close(fd) < 0 ||
	    renameat(directory, PART_NAME, directory, FILE_NAME) < 0 || fsync(directory) < 0)
		return fail(path);
	return close(directory) == 0;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: floor FILE DIRECTORY [MODULE...]\n");
		return EXIT_FAILURE;
	}
	for (int i = 3; i < argc; i++)
		if (!load(argv[i]))
			return EXIT_FAILURE;
	if (!make_link() || !read_file(argv[1]) ||
	    (strcmp(argv[2], "-") != 0 && !write_file(argv[2])))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
