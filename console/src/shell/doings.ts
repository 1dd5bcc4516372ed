// What the forms that belong to a post are for, and whose they are, by their address.
export const DOINGS: Record<string, { what: string; by: string }> = {
  '/meetings/new': { what: '安排会议', by: '办公室主任' },
  '/meetings/free': { what: '找共同空闲', by: '办公室主任、领导、机要文书或者文秘' },
  '/tasks/new': { what: '立项交办', by: '办公室主任、领导或者区管理员' },
  '/incoming/new': { what: '登记来文', by: '机要文书' },
  '/visits/new': { what: '拟定接待方案', by: '文秘' },
}
