export { roles, type Actor, type Role } from './roles'
