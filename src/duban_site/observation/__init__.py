"""公布数据: figures proposed from documents that are uploaded for a plan, accepted one by one."""
