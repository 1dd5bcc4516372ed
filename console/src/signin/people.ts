// Whom the demonstration offers to sign in as; a test compares them with the demonstration's own file.
export const PEOPLE: { username: string; name: string; post: string; does: string }[] = [
  { username: 'east.clerk', name: '陈晓东', post: '东校区 · 办公室文秘', does: '起草' },
  { username: 'east.director', name: '周正国', post: '东校区 · 办公室主任', does: '审核' },
  { username: 'east.leader', name: '林海生', post: '东校区 · 校区执行校长', does: '签发' },
  { username: 'east.registrar', name: '沈雅琴', post: '东校区 · 机要文书', does: '编号、核发' },
  { username: 'west.registrar', name: '钱慧芳', post: '西校区 · 机要文书', does: '签收、登记' },
  { username: 'west.director', name: '郑国梁', post: '西校区 · 办公室主任', does: '拟办、交办' },
  { username: 'west.leader', name: '孙立新', post: '西校区 · 校区执行校长', does: '批示' },
  { username: 'west.handler', name: '冯志强', post: '西校区 · 德育处干事', does: '承办' },
  { username: 'nanhu.admin', name: '汪海燕', post: '南湖区 · 区管理员', does: '全区情况' },
  { username: 'system', name: '潘宁', post: '南湖区 · 系统管理员', does: '账号、系统' },
  { username: 'security', name: '葛安民', post: '南湖区 · 安全管理员', does: '安全' },
  { username: 'auditor', name: '范慎之', post: '南湖区 · 审计管理员', does: '审计' },
]
