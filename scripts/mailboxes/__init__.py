"""How a person's confirmation code is read: one mailbox for each engine that has one."""
